package varve.image.hidden_bytes_test

import data.varve.image.hidden_bytes as rule

image(hidden, ratio) := {
	"sizes": {
		"hidden": hidden, "hidden_base": 0, "live": 1000, "shipped": hidden / ratio,
		"pairs": [], "reclaimable_from": 0,
	},
	"layers": [
		{"i": 0, "diff_id": "sha256:aa", "base": null, "hidden_bytes": 1},
		{"i": 1, "diff_id": "sha256:bb", "base": null, "hidden_bytes": hidden - 1},
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

of_base(bytes) := object.union(image(50000000, 0.5), {
	"sizes": {
		"hidden": 50000000, "hidden_base": bytes, "live": 1000, "shipped": 100000000, "reclaimable_from": 1,
		"pairs": [{"layer": 0, "covered_by": 1, "bytes": bytes, "base": true}],
	},
	"layers": [
		{"i": 0, "diff_id": "sha256:aa", "base": "debian:12", "hidden_bytes": bytes},
		{"i": 1, "diff_id": "sha256:bb", "base": null, "hidden_bytes": 50000000 - bytes},
	],
})

test_fires_for_what_is_not_the_base_s if {
	some r in rule.deny with input as of_base(20000000)
	r.layer == "sha256:bb"
	r.evidence.hidden_bytes == 30000000
	contains(r.msg, "within the base image")
}

test_near_miss_the_base_hides_nearly_all if {
	count(rule.deny) == 0 with input as of_base(40000000)
}
