package varve.file.token_test

import data.varve.file.token as rule

file(detector) := {
	"path": "/app/.npmrc",
	"matches": [{"detector": detector, "line": 1, "shape": "npm_[36]", "redacted": "npm_****", "sha12": "5b0c19aa02fe"}],
}

test_fires if {
	some r in rule.deny with input as file("npm-auth-token")
	r.msg == "/app/.npmrc line 1 holds a credential (npm-auth-token, npm_****)"
}

test_near_miss_keys_are_another_rules if {
	count(rule.deny) == 0 with input as file("pem-private-key")
}

test_near_miss_cloud_credentials_are_another_rules if {
	count(rule.deny) == 0 with input as file("aws-access-key")
}
