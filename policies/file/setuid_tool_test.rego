package varve.file.setuid_tool_test

import data.varve.file.setuid_tool as rule

file(changes) := object.union(
	{
		"path": "/usr/bin/find", "name": "find", "mode": "0755", "special": [], "uid": 0, "gid": 0,
		"caps": null, "state": "live",
	},
	changes,
)

test_fires_on_a_setuid_tool if {
	some r in rule.deny with input as file({"special": ["setuid"], "mode": "4755"})
	r.key == "setuid"
}

test_fires_on_a_strong_capability if {
	some r in rule.deny with input as file({"caps": {"permitted": ["cap_setuid", "cap_chown"], "effective": true}})
	r.msg == "/usr/bin/find carries cap_chown, cap_setuid, which is as good as setuid root"
}

test_near_miss_not_owned_by_root if {
	count(rule.deny) == 0 with input as file({"special": ["setuid"], "uid": 1000})
}

test_near_miss_usual_setuid_program if {
	count(rule.deny) == 0 with input as file({"special": ["setuid"], "name": "su"})
}

test_near_miss_ping if {
	count(rule.deny) == 0 with input as file({"caps": {"permitted": ["cap_net_raw"], "effective": true}})
}
