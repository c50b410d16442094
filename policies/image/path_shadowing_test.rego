package varve.image.path_shadowing_test

import data.varve.image.path_shadowing as rule

test_fires_a_writable_directory if {
	document := {"user": {"spec": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "name": "app", "how": "number", "root": false, "notes": []}, "start": {"argv": ["run"], "form": "exec", "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": [{"element": "/app/bin", "present": true, "writable_by": ["uid:1000"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_directory_to_be_made if {
	document := {"user": {"spec": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "name": "app", "how": "number", "root": false, "notes": []}, "start": {"argv": ["run"], "form": "exec", "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": [{"element": "/home/app/bin", "present": false, "writable_by": ["gid:1000"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_the_working_directory if {
	document := {"user": {"spec": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "name": "app", "how": "number", "root": false, "notes": []}, "start": {"argv": ["run"], "form": "exec", "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": [{"element": "", "present": true, "writable_by": []}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_near_miss_directories_of_root if {
	document := {"user": {"spec": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "name": "app", "how": "number", "root": false, "notes": []}, "start": {"argv": ["run"], "form": "exec", "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": [{"element": "/usr/local/bin", "present": true, "writable_by": []}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_a_directory_of_somebody_else if {
	document := {"user": {"spec": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "name": "app", "how": "number", "root": false, "notes": []}, "start": {"argv": ["run"], "form": "exec", "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": [{"element": "/srv/bin", "present": true, "writable_by": ["uid:33"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_root if {
	document := {"user": {"spec": "1000", "uid": 0, "gid": 1000, "groups": [1000], "name": "app", "how": "number", "root": true, "notes": []}, "start": {"argv": ["run"], "form": "exec", "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": [{"element": "", "present": true, "writable_by": ["world"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}
