package varve.image.caches_test

import data.varve.image.caches as rule

test_fires_lists_of_apt if {
	document := {"layers": [{"i": 0, "diff_id": "sha256:aa"}, {"i": 1, "diff_id": "sha256:bb"}], "caches": [{"kind": "apt", "files": 3, "live_bytes": 20000000, "hidden_bytes": 0, "layer": 0}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "low") == "low"
}

test_fires_several_small_ones_together if {
	document := {"layers": [{"i": 0, "diff_id": "sha256:aa"}, {"i": 1, "diff_id": "sha256:bb"}], "caches": [{"kind": "apt", "files": 3, "live_bytes": 600000, "hidden_bytes": 0, "layer": 0}, {"kind": "pip", "files": 3, "live_bytes": 600000, "hidden_bytes": 0, "layer": 1}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "low") == "low"
}

test_fires_deleted_in_a_later_layer_so_still_shipped if {
	document := {"layers": [{"i": 0, "diff_id": "sha256:aa"}, {"i": 1, "diff_id": "sha256:bb"}], "caches": [{"kind": "npm", "files": 3, "live_bytes": 0, "hidden_bytes": 5000000, "layer": 1}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "low") == "low"
}

test_near_miss_less_than_a_mebibyte if {
	document := {"layers": [{"i": 0, "diff_id": "sha256:aa"}, {"i": 1, "diff_id": "sha256:bb"}], "caches": [{"kind": "apt", "files": 3, "live_bytes": 500000, "hidden_bytes": 0, "layer": 0}, {"kind": "tmp", "files": 3, "live_bytes": 500000, "hidden_bytes": 0, "layer": 0}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_none if {
	document := {"layers": [{"i": 0, "diff_id": "sha256:aa"}, {"i": 1, "diff_id": "sha256:bb"}], "caches": []}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}
