package varve.file.private_key_test

import data.varve.file.private_key as rule

file(detector, sha12) := {
	"path": "/root/.ssh/id_ed25519",
	"matches": [{"detector": detector, "line": 1, "shape": "OPENSSH PRIVATE KEY", "redacted": "-----BEGIN …", "sha12": sha12}],
}

test_fires if {
	some r in rule.deny with input as file("openssh-private-key", "5b0c19aa02fe")
	r.key == "openssh-private-key:line 1"
}

test_digest_is_for_the_engine_and_stays_out_of_what_is_shown if {
	some r in rule.deny with input as file("openssh-private-key", "5b0c19aa02fe")
	r.secret == "5b0c19aa02fe"
	not contains(json.marshal(object.remove(r, ["secret"])), "5b0c19aa02fe")
}

test_near_miss_other_detector if {
	count(rule.deny) == 0 with input as file("npm-auth-token", "5b0c19aa02fe")
}

test_encrypted_and_host_keys_are_medium if {
	key := {"detector": "pem-private-key", "line": 1, "shape": "encrypted RSA PRIVATE KEY[400]", "redacted": "", "sha12": "aa"}
	some r in rule.deny with input as {"path": "/app/key.pem", "matches": [key]}
	r.severity == "medium"
	plain := object.union(key, {"shape": "RSA PRIVATE KEY[400]"})
	some s in rule.deny with input as {"path": "/etc/ssh/ssh_host_rsa_key", "matches": [plain]}
	s.severity == "medium"
}
