package varve.image.unknown_account_test

import data.varve.image.unknown_account as rule

test_fires_a_name_that_is_not_there if {
	document := {"user": {"spec": "ghost", "uid": null, "gid": 1000, "groups": [1000], "name": "app", "how": "name-unknown", "root": null, "notes": []}, "passwd_present": true}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_name_without_accounts if {
	document := {"user": {"spec": "app", "uid": null, "gid": 1000, "groups": [1000], "name": "app", "how": "name-unknown", "root": null, "notes": []}, "passwd_present": false}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_group_that_is_not_there if {
	document := {"user": {"spec": "1000:ghost", "uid": 1000, "gid": 1000, "groups": [1000], "name": "app", "how": "number", "root": false, "notes": ["group-unknown"]}, "passwd_present": true}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_near_miss_a_number_that_no_account_has if {
	document := {"user": {"spec": "4711", "uid": 4711, "gid": 1000, "groups": [1000], "name": null, "how": "number", "root": false, "notes": []}, "passwd_present": true}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_a_name_that_is_there if {
	document := {"user": {"spec": "app", "uid": 1000, "gid": 1000, "groups": [1000], "name": "app", "how": "name", "root": false, "notes": []}, "passwd_present": true}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}
