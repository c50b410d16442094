package varve.lib.secrets_test

import data.varve.lib.secrets

match(detector, shape) := {"detector": detector, "line": 1, "shape": shape, "redacted": "****", "sha12": ""}

file(path, ownership) := {"path": path, "ownership": ownership, "digest": "sha256:01"}

severity(m, f) := secrets.change(m, f, "high").severity if secrets.change(m, f, "high").severity

severity(m, f) := "high" if not secrets.change(m, f, "high").severity

test_as_bad_as_the_rule_of_its_kind if {
	app := file("/app/x", "unowned")
	severity(match("pem-private-key", "RSA PRIVATE KEY[9]"), app) == "high"
	severity(match("npm-auth-token", "npm_[36]"), app) == "high"
	severity(match("aws-access-key", ""), app) == "critical"
	severity(match("config-secret", ""), app) == "medium"
}

test_what_does_less_harm if {
	app := file("/app/x", "unowned")
	severity(match("pem-private-key", "encrypted RSA PRIVATE KEY[9]"), app) == "medium"
	severity(match("aws-key-id", ""), app) == "low"
	severity(match("config-default", ""), app) == "info"
	severity(match("pem-private-key", ""), file("/etc/ssl/private/ssl-cert-snakeoil.key", "unowned")) == "low"
	severity(match("openssh-private-key", ""), file("/etc/ssh/ssh_host_ed25519_key", "unowned")) == "medium"
}

test_samples_of_packages_and_modules if {
	key := match("pem-private-key", "RSA PRIVATE KEY[9]")
	severity(key, file("/usr/share/doc/stunnel4/examples/key.pem", "owned")) == "info"
	severity(key, file("/app/node_modules/https-proxy/test/server.key", "unowned")) == "info"
	severity(key, file("/usr/local/lib/python3.12/test/certdata/keycert.pem", "unowned")) == "info"
	severity(key, object.union(file("/app/k", "unowned"), {"digest": "sha256:known"})) == "info" with data.varve.params.known_test_keys as ["sha256:known"]
}

test_near_miss_samples_of_one_s_own if {
	key := match("pem-private-key", "RSA PRIVATE KEY[9]")
	severity(key, file("/app/test/server.key", "unowned")) == "high"
	severity(key, file("/etc/nginx/server.key", "owned")) == "high"
	severity(match("aws-access-key", ""), file("/app/node_modules/x/test/a.js", "unowned")) == "critical"
}
