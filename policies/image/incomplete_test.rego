package varve.image.incomplete_test

import data.varve.image.incomplete as rule

keys(doc) := {r.key | some r in results} if results := rule.deny with input as doc

test_fires_on_a_gap if {
	keys({
		"complete": false,
		"gaps": [{"what": "layers[2]", "why": "too-many-entries", "where": ""}],
		"structure": [],
	}) == {"gap:layers[2]"}
}

test_fires_once_on_mismatches if {
	keys({"complete": true, "gaps": [], "structure": [
		{"code": "diff-id-mismatch", "unverified": true},
		{"code": "blob-digest-mismatch", "unverified": true},
	]}) == {"unverified"}
}

test_near_miss_harmless_oddities if {
	keys({"complete": true, "gaps": [], "structure": [{"code": "orphan-whiteout", "unverified": false}]}) == set()
}
