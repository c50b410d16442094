package varve.image.start_broken_test

import data.varve.image.start_broken as rule

test_fires_a_program_that_is_not_there if {
	document := {"start": {"argv": ["/app/run"], "form": "exec", "status": "missing", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/app/run", "via": "argv", "status": "missing", "direction": null, "target": null, "notes": [], "covered_by": null, "path": null, "symlinks": [], "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 0, "diff_id": "sha256:aa", "digest": "sha256:01", "writable_by": [], "dir_writable_by": [], "versions": 1, "copies": [], "base": null, "created_by": "COPY run /app/run", "package_change": false, "package": null, "ownership": "unowned"}], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_script_without_its_interpreter if {
	document := {"start": {"argv": ["/app/run"], "form": "exec", "status": "missing", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/app/run", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/app/run", "symlinks": [], "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 0, "diff_id": "sha256:aa", "digest": "sha256:01", "writable_by": [], "dir_writable_by": [], "versions": 1, "copies": [], "base": null, "created_by": "COPY run /app/run", "package_change": false, "package": null, "ownership": "unowned"}, {"n": 1, "role": "interpreter", "asked": "/bin/bash\r", "via": "argv", "status": "missing", "direction": null, "target": null, "notes": [], "covered_by": null, "path": null, "symlinks": [], "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 0, "diff_id": "sha256:aa", "digest": "sha256:01", "writable_by": [], "dir_writable_by": [], "versions": 1, "copies": [], "base": null, "created_by": "COPY run /app/run", "package_change": false, "package": null, "ownership": "unowned"}], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_another_processor if {
	document := {"start": {"argv": ["/app/run"], "form": "exec", "status": "wrong-arch", "notes": [], "links": [{"n": 0, "role": "binary", "asked": "/app/run", "via": "argv", "status": "wrong-arch", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/app/run", "symlinks": [], "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 0, "diff_id": "sha256:aa", "digest": "sha256:01", "writable_by": [], "dir_writable_by": [], "versions": 1, "copies": [], "base": null, "created_by": "COPY run /app/run", "package_change": false, "package": null, "ownership": "unowned"}], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_another_processor_with_an_emulator if {
	document := {"start": {"argv": ["/app/run"], "form": "exec", "status": "wrong-arch", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/usr/bin/qemu-arm-static", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/usr/bin/qemu-arm-static", "symlinks": [], "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 0, "diff_id": "sha256:aa", "digest": "sha256:01", "writable_by": [], "dir_writable_by": [], "versions": 1, "copies": [], "base": null, "created_by": "COPY run /app/run", "package_change": false, "package": null, "ownership": "unowned"}, {"n": 0, "role": "binary", "asked": "/app/run", "via": "argv", "status": "wrong-arch", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/app/run", "symlinks": [], "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 0, "diff_id": "sha256:aa", "digest": "sha256:01", "writable_by": [], "dir_writable_by": [], "versions": 1, "copies": [], "base": null, "created_by": "COPY run /app/run", "package_change": false, "package": null, "ownership": "unowned"}], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "low"
	object.get(r, "why", "") != ""
}

test_fires_may_not_be_executed if {
	document := {"start": {"argv": ["/app/run"], "form": "exec", "status": "not-executable", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/app/run", "via": "argv", "status": "not-executable", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/app/run", "symlinks": [], "mode": "0644", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 0, "diff_id": "sha256:aa", "digest": "sha256:01", "writable_by": [], "dir_writable_by": [], "versions": 1, "copies": [], "base": null, "created_by": "COPY run /app/run", "package_change": false, "package": null, "ownership": "unowned"}], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_near_miss_it_works if {
	document := {"start": {"argv": ["/app/run"], "form": "exec", "status": "ok", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/app/run", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/app/run", "symlinks": [], "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 0, "diff_id": "sha256:aa", "digest": "sha256:01", "writable_by": [], "dir_writable_by": [], "versions": 1, "copies": [], "base": null, "created_by": "COPY run /app/run", "package_change": false, "package": null, "ownership": "unowned"}], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_known_only_when_it_runs if {
	document := {"start": {"argv": ["/app/run"], "form": "exec", "status": "dynamic", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/app/run", "via": "argv", "status": "dynamic", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/app/run", "symlinks": [], "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 0, "diff_id": "sha256:aa", "digest": "sha256:01", "writable_by": [], "dir_writable_by": [], "versions": 1, "copies": [], "base": null, "created_by": "COPY run /app/run", "package_change": false, "package": null, "ownership": "unowned"}], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_an_image_that_starts_nothing if {
	document := {"start": {"argv": [], "form": "none", "status": "missing", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}
