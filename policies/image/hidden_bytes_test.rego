package varve.image.hidden_bytes_test

import data.varve.image.hidden_bytes as rule

image(hidden, ratio) := {
	"sizes": {"hidden": hidden, "live": 1000, "hidden_ratio": ratio},
	"layers": [
		{"i": 0, "diff_id": "sha256:aa", "hidden_bytes": 1},
		{"i": 1, "diff_id": "sha256:bb", "hidden_bytes": hidden - 1},
	],
	"hidden_top": [{"path": "/big", "bytes": hidden - 1, "layer": 1, "mode": "0644"}],
}

test_fires_and_names_the_worst_layer if {
	some r in rule.deny with input as image(30000000, 0.3)
	r.layer == "sha256:bb"
	r.evidence.largest == [{"path": "/big", "bytes": 29999999, "layer": 1}]
	not r.severity
}

test_much_is_medium if {
	some r in rule.deny with input as image(200000000, 0.3)
	r.severity == "medium"
}

test_near_miss_small if {
	count(rule.deny) == 0 with input as image(20000000, 0.9)
}

test_near_miss_small_part_of_a_large_image if {
	count(rule.deny) == 0 with input as image(30000000, 0.01)
}
