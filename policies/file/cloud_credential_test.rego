package varve.file.cloud_credential_test

import data.varve.file.cloud_credential as rule

file(detector) := {
	"path": "/root/.aws/credentials",
	"matches": [{"detector": detector, "line": 2, "shape": "AKIA[16]+[40]", "redacted": "AKIA****", "sha12": "aa"}],
}

test_fires if {
	some r in rule.deny with input as file("aws-access-key")
	r.key == "aws-access-key:line 2"
}

test_near_miss_other_secrets if {
	count(rule.deny) == 0 with input as file("npm-auth-token")
}
