package varve.image.unverified_build_test

import data.varve.image.unverified_build as rule

test_fires_a_script_piped_to_a_shell if {
	document := {"layers": [{"i": 0, "diff_id": "sha256:aa"}, {"i": 1, "diff_id": "sha256:bb"}], "history": [{"i": 0, "op": "RUN", "text": "RUN x", "args": [], "builder": "buildkit", "secrets": [], "empty": false, "layer": 0, "aligned": true, "base": null, "notes": []}, {"i": 1, "op": "RUN", "text": "RUN curl -sL https://example.com/i.sh | sh", "args": [], "builder": "buildkit", "secrets": [], "empty": false, "layer": 1, "aligned": true, "base": null, "notes": ["fetch-piped-to-interpreter"]}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_text_evaluated if {
	document := {"layers": [{"i": 0, "diff_id": "sha256:aa"}, {"i": 1, "diff_id": "sha256:bb"}], "history": [{"i": 0, "op": "RUN", "text": "RUN x", "args": [], "builder": "buildkit", "secrets": [], "empty": false, "layer": 0, "aligned": true, "base": null, "notes": ["fetch-evaluated"]}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_added_from_the_network if {
	document := {"layers": [{"i": 0, "diff_id": "sha256:aa"}, {"i": 1, "diff_id": "sha256:bb"}], "history": [{"i": 0, "op": "ADD", "text": "RUN x", "args": [], "builder": "buildkit", "secrets": [], "empty": false, "layer": 0, "aligned": true, "base": null, "notes": ["remote-add"]}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_downloaded_and_run if {
	document := {"layers": [{"i": 0, "diff_id": "sha256:aa"}, {"i": 1, "diff_id": "sha256:bb"}], "history": [{"i": 0, "op": "RUN", "text": "RUN x", "args": [], "builder": "buildkit", "secrets": [], "empty": false, "layer": 0, "aligned": true, "base": null, "notes": ["fetched-and-run"]}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "low"
	object.get(r, "why", "") != ""
}

test_fires_lists_without_an_installation if {
	document := {"layers": [{"i": 0, "diff_id": "sha256:aa"}, {"i": 1, "diff_id": "sha256:bb"}], "history": [{"i": 0, "op": "RUN", "text": "RUN x", "args": [], "builder": "buildkit", "secrets": [], "empty": false, "layer": 0, "aligned": true, "base": null, "notes": ["update-without-install"]}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "low"
	object.get(r, "why", "") != ""
}

test_fires_the_whole_system_upgraded if {
	document := {"layers": [{"i": 0, "diff_id": "sha256:aa"}, {"i": 1, "diff_id": "sha256:bb"}], "history": [{"i": 0, "op": "RUN", "text": "RUN x", "args": [], "builder": "buildkit", "secrets": [], "empty": false, "layer": 0, "aligned": true, "base": null, "notes": ["dist-upgrade"]}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "low"
	object.get(r, "why", "") != ""
}

test_fires_verified if {
	document := {"layers": [{"i": 0, "diff_id": "sha256:aa"}, {"i": 1, "diff_id": "sha256:bb"}], "history": [{"i": 0, "op": "RUN", "text": "RUN x", "args": [], "builder": "buildkit", "secrets": [], "empty": false, "layer": 0, "aligned": true, "base": null, "notes": ["fetch-verified"]}, {"i": 1, "op": "ADD", "text": "RUN x", "args": [], "builder": "buildkit", "secrets": [], "empty": false, "layer": 1, "aligned": true, "base": null, "notes": ["remote-add-verified"]}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_fires_a_step_of_the_base_image if {
	document := {"layers": [{"i": 0, "diff_id": "sha256:aa"}, {"i": 1, "diff_id": "sha256:bb"}], "history": [{"i": 0, "op": "RUN", "text": "RUN x", "args": [], "builder": "buildkit", "secrets": [], "empty": false, "layer": 0, "aligned": true, "base": true, "notes": ["fetch-piped-to-interpreter"]}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_fires_a_history_that_no_layer_can_be_matched_with if {
	document := {"layers": [{"i": 0, "diff_id": "sha256:aa"}, {"i": 1, "diff_id": "sha256:bb"}], "history": [{"i": 0, "op": "RUN", "text": "RUN x", "args": [], "builder": "buildkit", "secrets": [], "empty": false, "layer": null, "aligned": false, "base": null, "notes": ["fetch-piped-to-interpreter"]}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_near_miss_ordinary_steps if {
	document := {"layers": [{"i": 0, "diff_id": "sha256:aa"}, {"i": 1, "diff_id": "sha256:bb"}], "history": [{"i": 0, "op": "RUN", "text": "RUN x", "args": [], "builder": "buildkit", "secrets": [], "empty": false, "layer": 0, "aligned": true, "base": null, "notes": []}, {"i": 1, "op": "RUN", "text": "RUN x", "args": [], "builder": "buildkit", "secrets": [], "empty": false, "layer": 1, "aligned": true, "base": null, "notes": []}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_a_script_that_only_unpacks_itself if {
	document := {"layers": [{"i": 0, "diff_id": "sha256:aa"}, {"i": 1, "diff_id": "sha256:bb"}], "history": [{"i": 0, "op": "RUN", "text": "RUN x", "args": [], "builder": "buildkit", "secrets": [], "empty": false, "layer": 0, "aligned": true, "base": null, "notes": ["decoded-and-run"]}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}
