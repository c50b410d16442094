package varve.image.root_user_test

import data.varve.image.root_user

image(spec, how, uid) := {
	"user": {"spec": spec, "how": how, "uid": uid, "root": uid == 0},
	"start": {"drops_to": null},
}

test_fires_on_every_spelling_of_root if {
	every case in [["", "empty"], ["root", "name"], ["0", "number"], ["+0", "number"], ["toor", "name"]] {
		some r in root_user.deny with input as image(case[0], case[1], 0)
		not r.severity
	}
}

test_near_miss_other_user if {
	count(root_user.deny) == 0 with input as image("10001", "number", 10001)
}

test_certain_drop_lowers_the_severity if {
	doc := {
		"user": {"spec": "", "how": "empty", "uid": 0, "root": true},
		"start": {"drops_to": {"uid": 999, "user": "999", "via": "/usr/sbin/gosu", "certain": true}},
	}
	some r in root_user.deny with input as doc
	r.severity == "low"
}

test_drop_on_one_branch_only_does_not if {
	doc := {
		"user": {"spec": "", "how": "empty", "uid": 0, "root": true},
		"start": {"drops_to": {"uid": 999, "user": "999", "via": "/usr/sbin/gosu", "certain": false}},
	}
	some r in root_user.deny with input as doc
	not r.severity
}

test_undetermined_when_the_name_is_unknown if {
	doc := {
		"user": {"spec": "app", "how": "name-unknown", "uid": null, "root": null},
		"start": {"drops_to": null},
	}
	some r in root_user.deny with input as doc
	r.status == "undetermined"
}

started(root, other, unknown) := object.union(
	image("", "empty", 0),
	{"runs": {"root": root, "other": other, "unknown": unknown}},
)

severity(r) := object.get(r, "severity", "medium")

test_info_when_every_known_run_starts_another_user if {
	some r in root_user.deny with input as started(0, 2, 0)
	severity(r) == "info"
	r.evidence.runs == 2
	r.key == "user"
}

test_override_outranks_the_drop if {
	doc := object.union(
		started(0, 1, 0),
		{"start": {"drops_to": {"uid": 999, "user": "999", "via": "/usr/sbin/gosu", "certain": true}}},
	)
	results := root_user.deny with input as doc
	{severity(r) | some r in results} == {"info"}
}

test_near_miss_one_run_does_not_override if {
	results := root_user.deny with input as started(1, 2, 0)
	{severity(r) | some r in results} == {"medium"}
}

test_near_miss_one_run_whose_user_is_not_certain if {
	results := root_user.deny with input as started(0, 2, 1)
	{severity(r) | some r in results} == {"medium"}
}

test_near_miss_no_run_is_known if {
	results := root_user.deny with input as started(0, 0, 0)
	{severity(r) | some r in results} == {"medium"}
}
