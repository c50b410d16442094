package varve.image.start_downloads_test

import data.varve.image.start_downloads as rule

test_fires_a_script_piped_to_a_shell if {
	document := {"start": {"argv": ["/app/run"], "form": "exec", "status": "ok", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/app/run", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": ["fetch-piped-to-interpreter"], "covered_by": null, "path": "/app/run", "symlinks": [], "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 0, "diff_id": "sha256:aa", "digest": "sha256:01", "writable_by": [], "dir_writable_by": [], "versions": 1, "copies": [], "base": null, "created_by": "COPY run /app/run", "package_change": false, "package": null, "ownership": "unowned"}], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_text_evaluated if {
	document := {"start": {"argv": ["/app/run"], "form": "exec", "status": "ok", "notes": ["fetch-evaluated"], "links": [], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_text_decoded_and_run if {
	document := {"start": {"argv": ["/app/run"], "form": "exec", "status": "ok", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/app/run", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": ["decoded-and-run"], "covered_by": null, "path": "/app/run", "symlinks": [], "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 0, "diff_id": "sha256:aa", "digest": "sha256:01", "writable_by": [], "dir_writable_by": [], "versions": 1, "copies": [], "base": null, "created_by": "COPY run /app/run", "package_change": false, "package": null, "ownership": "unowned"}], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_downloaded_and_run if {
	document := {"start": {"argv": ["/app/run"], "form": "exec", "status": "ok", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/app/run", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": ["fetched-and-run"], "covered_by": null, "path": "/app/run", "symlinks": [], "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 0, "diff_id": "sha256:aa", "digest": "sha256:01", "writable_by": [], "dir_writable_by": [], "versions": 1, "copies": [], "base": null, "created_by": "COPY run /app/run", "package_change": false, "package": null, "ownership": "unowned"}], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_with_a_checksum if {
	document := {"start": {"argv": ["/app/run"], "form": "exec", "status": "ok", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/app/run", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": ["fetch-verified"], "covered_by": null, "path": "/app/run", "symlinks": [], "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 0, "diff_id": "sha256:aa", "digest": "sha256:01", "writable_by": [], "dir_writable_by": [], "versions": 1, "copies": [], "base": null, "created_by": "COPY run /app/run", "package_change": false, "package": null, "ownership": "unowned"}], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "low"
	object.get(r, "why", "") != ""
}

test_near_miss_another_note if {
	document := {"start": {"argv": ["/app/run"], "form": "exec", "status": "ok", "notes": ["dynamic"], "links": [], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_nothing_fetched if {
	document := {"start": {"argv": ["/app/run"], "form": "exec", "status": "ok", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/app/run", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/app/run", "symlinks": [], "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 0, "diff_id": "sha256:aa", "digest": "sha256:01", "writable_by": [], "dir_writable_by": [], "versions": 1, "copies": [], "base": null, "created_by": "COPY run /app/run", "package_change": false, "package": null, "ownership": "unowned"}], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}
