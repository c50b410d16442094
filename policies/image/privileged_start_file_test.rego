package varve.image.privileged_start_file_test

import data.varve.image.privileged_start_file as rule

link(changes) := object.union(
	{
		"path": "/usr/bin/app", "role": "binary", "mode": "0755", "uid": 0, "gid": 0, "special": [],
		"caps": null, "covered_by": null, "diff_id": "sha256:aa", "symlinks": [],
	},
	changes,
)

results(changes) := denied if denied := rule.deny with input as {"start": {"links": [link(changes)]}}

test_fires_on_setuid_and_setgid if {
	{r.key | some r in results({"special": ["setgid", "setuid"], "mode": "6755"})} == {"setuid", "setgid"}
}

test_fires_on_file_capabilities if {
	some r in results({"caps": {"permitted": ["cap_sys_admin"]}})
	r.key == "filecap"
	not r.severity
}

test_low_ports_only_are_low if {
	some r in results({"caps": {"permitted": ["cap_net_bind_service"]}})
	r.severity == "low"
}

test_near_miss_plain_file if count(results({})) == 0

test_near_miss_empty_set if count(results({"caps": {"permitted": []}})) == 0

test_near_miss_nothing_found if count(results({"path": null, "special": ["setuid"]})) == 0
