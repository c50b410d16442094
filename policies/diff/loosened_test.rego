package varve.diff.loosened_test

import data.varve.diff.loosened as rule

# Two versions of an image that do not differ.

plain := {"schema": "varve.facts/1", "scope": "diff", "subject": {"kind": "pair", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1 → reg.example.com/shop/api:2"}, "complete": true, "gaps": [], "a": {"kind": "image", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "b": {"kind": "image", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:2", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "paired_by": "tag", "layers": {"shared": 1, "only_a": 1, "only_b": 1, "lowest": {"a": {"diff_id": "sha256:aa", "bytes": 83886080, "base": null}, "b": {"diff_id": "sha256:aa", "bytes": 83886080, "base": null}}}, "files": [], "packages": [], "config": [], "ports": {"added": [], "removed": []}, "accounts": [], "start": {"argv_a": ["/app/run"], "argv_b": ["/app/run"], "status_a": "ok", "status_b": "ok", "changed": []}, "user": {"a": {"spec": "1000", "uid": 1000, "gid": 1000, "how": "number", "root": false}, "b": {"spec": "1000", "uid": 1000, "gid": 1000, "how": "number", "root": false}}, "run": [], "sizes": {"a": 104857600, "b": 104857600, "hidden_a": 0, "hidden_b": 0}, "findings": {"new": [], "fixed": [], "same": []}}

test_fires_the_image_became_root if {
	document := object.union(plain, {"user": {"b": {"spec": "", "uid": 0, "gid": 0, "how": "empty", "root": true}}})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "high") | some r in results}
	{r.key | some r in results} == {"user"}
}

test_fires_the_run_spec_became_root if {
	document := object.union(plain, {"a": {"kind": "container", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "b": {"kind": "container", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:2", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "paired_by": "unit", "user": {"b": {"spec": "0", "uid": 0, "gid": 0, "how": "number", "root": true}}, "run": [{"name": "", "field": "user", "a": "1000", "b": "0", "direction": "looser"}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "high") | some r in results}
	{r.key | some r in results} == {"user"}
}

test_fires_a_capability_more if {
	document := object.union(plain, {"a": {"kind": "container", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "b": {"kind": "container", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:2", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "paired_by": "unit", "run": [{"name": "", "field": "caps.add", "a": [], "b": ["SYS_PTRACE"], "direction": "looser"}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "high") | some r in results}
	{r.key | some r in results} == {"caps.add"}
}

test_fires_a_socket_that_is_mounted if {
	document := object.union(plain, {"a": {"kind": "container", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "b": {"kind": "container", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:2", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "paired_by": "unit", "run": [{"field": "mounts[1]", "name": "/run", "a": null, "b": "/run:/run", "direction": "looser"}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "high") | some r in results}
	{r.key | some r in results} == {"mounts /run"}
}

test_undetermined_a_user_that_nobody_can_resolve if {
	document := object.union(plain, {"user": {"b": {"spec": "ghost", "uid": null, "gid": null, "how": "name-unknown", "root": null}}})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"undetermined"}
	{r.key | some r in results} == {"user"}
}

test_near_miss_root_before_and_after if {
	document := object.union(plain, {"user": {"a": {"spec": "", "uid": 0, "gid": 0, "how": "empty", "root": true}, "b": {"spec": "root", "uid": 0, "gid": 0, "how": "name", "root": true}}})
	count(rule.deny) == 0 with input as document
}

test_near_miss_from_root_to_another_user if {
	document := object.union(plain, {"user": {"a": {"spec": "", "uid": 0, "gid": 0, "how": "empty", "root": true}}})
	count(rule.deny) == 0 with input as document
}

test_near_miss_tightened if {
	document := object.union(plain, {"a": {"kind": "container", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "b": {"kind": "container", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:2", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "paired_by": "unit", "run": [{"name": "", "field": "caps.add", "a": ["SYS_PTRACE"], "b": [], "direction": "tighter"}, {"name": "", "field": "ports", "a": [], "b": ["8080"], "direction": "other"}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_container_follows_its_image if {
	document := object.union(plain, {"a": {"kind": "container", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "b": {"kind": "container", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:2", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "paired_by": "unit", "user": {"b": {"spec": "", "uid": 0, "gid": 0, "how": "empty", "root": true}}})
	count(rule.deny) == 0 with input as document
}
