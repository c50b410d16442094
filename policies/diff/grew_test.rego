package varve.diff.grew_test

import data.varve.diff.grew as rule

# Two versions of an image that do not differ.

plain := {"schema": "varve.facts/1", "scope": "diff", "subject": {"kind": "pair", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1 → reg.example.com/shop/api:2"}, "complete": true, "gaps": [], "a": {"kind": "image", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "b": {"kind": "image", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:2", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "paired_by": "tag", "layers": {"shared": 1, "only_a": 1, "only_b": 1, "lowest": {"a": {"diff_id": "sha256:aa", "bytes": 83886080, "base": null}, "b": {"diff_id": "sha256:aa", "bytes": 83886080, "base": null}}}, "files": [], "packages": [], "config": [], "ports": {"added": [], "removed": []}, "accounts": [], "start": {"argv_a": ["/app/run"], "argv_b": ["/app/run"], "status_a": "ok", "status_b": "ok", "changed": []}, "user": {"a": {"spec": "1000", "uid": 1000, "gid": 1000, "how": "number", "root": false}, "b": {"spec": "1000", "uid": 1000, "gid": 1000, "how": "number", "root": false}}, "run": [], "sizes": {"a": 104857600, "b": 104857600, "hidden_a": 0, "hidden_b": 0}, "findings": {"new": [], "fixed": [], "same": []}}

test_fires_grew_by_half if {
	document := object.union(plain, {"sizes": {"b": 167772160}})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"low" in {object.get(r, "severity", "medium") | some r in results}
	every r in results {
		r.why != ""
	}
	{r.key | some r in results} == {"size"}
}

test_fires_an_older_version if {
	document := object.union(plain, {"packages": [{"manager": "dpkg", "name": "openssl", "from": "3.0.13", "to": "3.0.11", "direction": "down"}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"medium" in {object.get(r, "severity", "medium") | some r in results}
	{r.key | some r in results} == {"dpkg openssl"}
}

test_fires_a_larger_base if {
	document := object.union(plain, {"sizes": {"b": 230686720}, "layers": {"lowest": {"a": {"diff_id": "sha256:aa", "bytes": 83886080, "base": null}, "b": {"diff_id": "sha256:bb", "bytes": 209715200, "base": null}}}})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"low" in {object.get(r, "severity", "medium") | some r in results}
	every r in results {
		r.why != ""
	}
	{r.key | some r in results} == {"base"}
}

test_fires_an_older_version_of_another_base if {
	document := object.union(plain, {"packages": [{"manager": "dpkg", "name": "openssl", "from": "3.0.13", "to": "3.0.11", "direction": "down"}], "layers": {"lowest": {"a": {"diff_id": "sha256:aa", "bytes": 83886080, "base": null}, "b": {"diff_id": "sha256:bb", "bytes": 83886080, "base": null}}}})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"low" in {object.get(r, "severity", "medium") | some r in results}
	every r in results {
		r.why != ""
	}
	{r.key | some r in results} == {"dpkg openssl"}
}

test_near_miss_grew_by_a_fifth if {
	document := object.union(plain, {"sizes": {"a": 314572800, "b": 377487360}})
	count(rule.deny) == 0 with input as document
}

test_near_miss_twice_of_little if {
	document := object.union(plain, {"sizes": {"a": 10485760, "b": 31457280}, "layers": {"lowest": {"a": {"diff_id": "sha256:aa", "bytes": 1048576, "base": null}, "b": {"diff_id": "sha256:aa", "bytes": 1048576, "base": null}}}})
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_newer_version if {
	document := object.union(plain, {"packages": [{"manager": "dpkg", "name": "openssl", "from": "3.0.11", "to": "3.0.13", "direction": "up"}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_of_two_containers if {
	document := object.union(plain, {"a": {"kind": "container", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "b": {"kind": "container", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:2", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "paired_by": "unit", "sizes": {"b": 419430400}})
	count(rule.deny) == 0 with input as document
}
