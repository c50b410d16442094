package varve.file.hidden_secret_test

import data.varve.file.hidden_secret as rule

file(matches) := {
	"path": "/app/key.pem", "layer": 1, "covered_by": {"layer": 3, "how": "whiteout"}, "matches": matches,
}

test_fires_and_names_both_layers if {
	doc := file([{"detector": "pem-private-key", "line": 1, "shape": "RSA PRIVATE KEY", "redacted": "-----BEGIN …", "sha12": "aa"}])
	some r in rule.deny with input as doc
	r.msg == "/app/key.pem line 1 holds a secret (pem-private-key); layer 3 covers it (whiteout), but layer 1 still ships it"
}

test_near_miss_nothing_secret if {
	count(rule.deny) == 0 with input as file([])
}
