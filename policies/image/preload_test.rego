package varve.image.preload_test

import data.varve.image.preload as rule

test_fires_a_library_that_no_package_owns if {
	document := {"user": {"spec": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "name": "app", "how": "number", "root": false, "notes": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "image", "asked": "/opt/x.so", "relative": false, "path": "/opt/x.so", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "writable_by": [], "dir_writable_by": []}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_library_that_the_process_can_write if {
	document := {"user": {"spec": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "name": "app", "how": "number", "root": false, "notes": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "image", "asked": "/opt/x.so", "relative": false, "path": "/opt/x.so", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "writable_by": ["uid:1000"], "dir_writable_by": []}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "high"
	object.get(r, "why", "") != ""
}

test_fires_a_library_whose_directory_the_process_can_write if {
	document := {"user": {"spec": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "name": "app", "how": "number", "root": false, "notes": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "image", "asked": "/opt/x.so", "relative": false, "path": "/opt/x.so", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "owned", "writable_by": [], "dir_writable_by": ["uid:1000"]}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "high"
	object.get(r, "why", "") != ""
}

test_fires_a_library_that_was_changed if {
	document := {"user": {"spec": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "name": "app", "how": "number", "root": false, "notes": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "image", "asked": "/opt/x.so", "relative": false, "path": "/opt/x.so", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "modified", "writable_by": [], "dir_writable_by": []}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_an_allocator_of_the_distribution if {
	document := {"user": {"spec": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "name": "app", "how": "number", "root": false, "notes": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "image", "asked": "libjemalloc.so.2", "relative": false, "path": "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "owned", "writable_by": [], "dir_writable_by": []}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_undetermined_an_owner_that_cannot_be_told if {
	document := {"user": {"spec": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "name": "app", "how": "number", "root": false, "notes": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "image", "asked": "/opt/x.so", "relative": false, "path": "/opt/x.so", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unknown", "writable_by": [], "dir_writable_by": []}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) > 0
	every r in results {
		r.status == "undetermined"
	}
}

test_near_miss_a_directory_that_is_only_searched if {
	document := {"user": {"spec": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "name": "app", "how": "number", "root": false, "notes": []}, "preload": [{"name": "PYTHONPATH", "source": "env", "origin": "image", "asked": "/app", "relative": false, "path": "/app", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "writable_by": [], "dir_writable_by": []}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_another_library_of_a_package if {
	document := {"user": {"spec": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "name": "app", "how": "number", "root": false, "notes": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "image", "asked": "/opt/x.so", "relative": false, "path": "/usr/lib/libx.so", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "owned", "writable_by": [], "dir_writable_by": []}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_a_library_that_is_not_there if {
	document := {"user": {"spec": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "name": "app", "how": "number", "root": false, "notes": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "image", "asked": "/opt/x.so", "relative": false, "path": null, "status": "missing", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "writable_by": [], "dir_writable_by": []}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_writable_by_somebody_else_owned if {
	document := {"user": {"spec": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "name": "app", "how": "number", "root": false, "notes": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "image", "asked": "/opt/x.so", "relative": false, "path": "/opt/x.so", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "owned", "writable_by": ["uid:33"], "dir_writable_by": []}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}
