package varve.diff.new_exposure_test

import data.varve.diff.new_exposure as rule

# Two versions of an image that do not differ.

plain := {"schema": "varve.facts/1", "scope": "diff", "subject": {"kind": "pair", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1 → reg.example.com/shop/api:2"}, "complete": true, "gaps": [], "a": {"kind": "image", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "b": {"kind": "image", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:2", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "paired_by": "tag", "layers": {"shared": 1, "only_a": 1, "only_b": 1, "lowest": {"a": {"diff_id": "sha256:aa", "bytes": 83886080, "base": null}, "b": {"diff_id": "sha256:aa", "bytes": 83886080, "base": null}}}, "files": [], "packages": [], "config": [], "ports": {"added": [], "removed": []}, "accounts": [], "start": {"argv_a": ["/app/run"], "argv_b": ["/app/run"], "status_a": "ok", "status_b": "ok", "changed": []}, "user": {"a": {"spec": "1000", "uid": 1000, "gid": 1000, "how": "number", "root": false}, "b": {"spec": "1000", "uid": 1000, "gid": 1000, "how": "number", "root": false}}, "run": [], "sizes": {"a": 104857600, "b": 104857600, "hidden_a": 0, "hidden_b": 0}, "findings": {"new": [], "fixed": [], "same": []}}

test_fires_a_new_private_key if {
	document := object.union(plain, {"findings": {"new": [{"id": "SEC-01", "severity": "high", "status": "fail", "path": "/app/key.pem", "key": "pem-private-key:line 1", "msg": "/app/key.pem line 1 holds a private key"}]}})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "high") | some r in results}
	{r.key | some r in results} == {"SEC-01 pem-private-key:line 1"}
}

test_fires_a_new_account_without_password if {
	document := object.union(plain, {"findings": {"new": [{"id": "USR-01", "severity": "high", "status": "fail", "path": "/etc/shadow", "key": "empty:app", "msg": "account app has an empty password"}]}})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "high") | some r in results}
	{r.key | some r in results} == {"USR-01 empty:app"}
}

test_fires_a_weaker_secret if {
	document := object.union(plain, {"findings": {"new": [{"id": "SEC-03", "severity": "medium", "status": "fail", "path": null, "key": "env:TOKEN", "msg": "a token"}]}})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"medium" in {object.get(r, "severity", "high") | some r in results}
	every r in results {
		r.why != ""
	}
	{r.key | some r in results} == {"SEC-03 env:TOKEN"}
}

test_fires_a_password if {
	document := object.union(plain, {"accounts": [{"name": "app", "change": "changed", "a": {"uid": 1000, "gid": 1000, "shell": "/bin/sh", "password": "locked"}, "b": {"uid": 1000, "gid": 1000, "shell": "/bin/sh", "password": "hash:sha512"}}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"medium" in {object.get(r, "severity", "high") | some r in results}
	every r in results {
		r.why != ""
	}
	{r.key | some r in results} == {"account app"}
}

test_fires_a_trusted_certificate if {
	document := object.union(plain, {"files": [{"path": "/usr/local/share/ca-certificates/corp.crt", "change": "added", "from": null, "a": null, "b": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0644", "special": [], "executable": false, "uid": 0, "gid": 0, "caps": null, "kind": "other", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "package_a": null, "package_b": null}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "high") | some r in results}
	{r.key | some r in results} == {"trust-anchor"}
}

test_fires_keys_that_open_a_login if {
	document := object.union(plain, {"files": [{"path": "/root/.ssh/authorized_keys", "change": "added", "from": null, "a": null, "b": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0600", "special": [], "executable": false, "uid": 0, "gid": 0, "caps": null, "kind": "other", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "package_a": null, "package_b": null}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "high") | some r in results}
	{r.key | some r in results} == {"authorized-keys"}
}

test_fires_a_port if {
	document := object.union(plain, {"ports": {"added": [{"port": 22, "proto": "tcp"}]}})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"medium" in {object.get(r, "severity", "high") | some r in results}
	every r in results {
		r.why != ""
	}
	{r.key | some r in results} == {"port 22/tcp"}
}

test_undetermined_a_certificate_of_unknown_origin if {
	document := object.union(plain, {"complete": false, "gaps": [{"what": "package-database", "why": "rpm: only rpm's sqlite database is read, not Berkeley DB or ndb", "where": "reg.example.com/shop/api:2 /var/lib/rpm/Packages"}], "files": [{"path": "/etc/ssl/certs/corp.pem", "change": "added", "from": null, "a": null, "b": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0644", "special": [], "executable": false, "uid": 0, "gid": 0, "caps": null, "kind": "other", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unknown"}, "package_a": null, "package_b": null}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"undetermined"}
	{r.key | some r in results} == {"trust-anchor"}
}

test_near_miss_the_secret_was_there if {
	document := object.union(plain, {"findings": {"same": [{"id": "SEC-01", "severity": "high", "status": "fail", "path": "/app/key.pem", "key": "pem-private-key:line 1", "msg": "a private key"}]}})
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_bundle_written_anew if {
	document := object.union(plain, {"files": [{"path": "/etc/ssl/certs/ca-certificates.crt", "change": "content", "from": null, "a": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0644", "special": [], "executable": false, "uid": 0, "gid": 0, "caps": null, "kind": "other", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "b": {"type": "file", "digest": "sha256:d2", "bytes": 10, "mode": "0644", "special": [], "executable": false, "uid": 0, "gid": 0, "caps": null, "kind": "other", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "package_a": null, "package_b": null}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_certificate_of_a_package if {
	document := object.union(plain, {"files": [{"path": "/usr/share/ca-certificates/mozilla/X.crt", "change": "added", "from": null, "a": null, "b": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0644", "special": [], "executable": false, "uid": 0, "gid": 0, "caps": null, "kind": "other", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "owned"}, "package_a": null, "package_b": "ca-certificates 2023"}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_an_account_that_cannot_log_in if {
	document := object.union(plain, {"accounts": [{"name": "app", "change": "added", "a": null, "b": {"uid": 1000, "gid": 1000, "shell": "/bin/sh", "password": "locked"}}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_another_kind_of_finding if {
	document := object.union(plain, {"findings": {"new": [{"id": "HYG-02", "severity": "low", "status": "fail", "path": null, "key": "hidden", "msg": "hidden bytes"}]}})
	count(rule.deny) == 0 with input as document
}
