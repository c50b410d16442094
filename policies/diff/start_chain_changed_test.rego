package varve.diff.start_chain_changed_test

import data.varve.diff.start_chain_changed as rule

# Two versions of an image that do not differ.

plain := {"schema": "varve.facts/1", "scope": "diff", "subject": {"kind": "pair", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1 → reg.example.com/shop/api:2"}, "complete": true, "gaps": [], "a": {"kind": "image", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "b": {"kind": "image", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:2", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "paired_by": "tag", "layers": {"shared": 1, "only_a": 1, "only_b": 1, "lowest": {"a": {"diff_id": "sha256:aa", "bytes": 83886080, "base": null}, "b": {"diff_id": "sha256:aa", "bytes": 83886080, "base": null}}}, "files": [], "packages": [], "config": [], "ports": {"added": [], "removed": []}, "accounts": [], "start": {"argv_a": ["/app/run"], "argv_b": ["/app/run"], "status_a": "ok", "status_b": "ok", "changed": []}, "user": {"a": {"spec": "1000", "uid": 1000, "gid": 1000, "how": "number", "root": false}, "b": {"spec": "1000", "uid": 1000, "gid": 1000, "how": "number", "root": false}}, "run": [], "sizes": {"a": 104857600, "b": 104857600, "hidden_a": 0, "hidden_b": 0}, "findings": {"new": [], "fixed": [], "same": []}}

test_fires_other_content_nobody_owns if {
	document := object.union(plain, {"start": {"changed": [{"n": 0, "role": "script", "what": "digest", "a": {"path": "/app/run", "digest": "sha256:d1", "mode": "0755", "uid": 0, "gid": 0, "layer": 1, "created_by": "COPY run /app", "ownership": "unowned"}, "b": {"path": "/app/run", "digest": "sha256:d2", "mode": "0755", "uid": 0, "gid": 0, "layer": 1, "created_by": "COPY run /app", "ownership": "unowned"}, "package_a": null, "package_b": null}]}})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "medium") | some r in results}
	every r in results {
		r.why != ""
	}
	{r.key | some r in results} == {"script"}
}

test_fires_owner_not_known if {
	document := object.union(plain, {"complete": false, "gaps": [{"what": "package-database", "why": "rpm: only rpm's sqlite database is read, not Berkeley DB or ndb", "where": "reg.example.com/shop/api:2 /var/lib/rpm/Packages"}], "start": {"changed": [{"n": 0, "role": "script", "what": "digest", "a": {"path": "/app/run", "digest": "sha256:d1", "mode": "0755", "uid": 0, "gid": 0, "layer": 1, "created_by": "COPY run /app", "ownership": "unknown"}, "b": {"path": "/app/run", "digest": "sha256:d2", "mode": "0755", "uid": 0, "gid": 0, "layer": 1, "created_by": "COPY run /app", "ownership": "unknown"}, "package_a": null, "package_b": null}]}})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"medium" in {object.get(r, "severity", "medium") | some r in results}
	{r.key | some r in results} == {"script"}
}

test_fires_owned_by_the_same_version if {
	document := object.union(plain, {"start": {"changed": [{"n": 0, "role": "interpreter", "what": "digest", "a": {"path": "/usr/bin/dash", "digest": "sha256:d1", "mode": "0755", "uid": 0, "gid": 0, "layer": 1, "created_by": "COPY run /app", "ownership": "owned"}, "b": {"path": "/usr/bin/dash", "digest": "sha256:d2", "mode": "0755", "uid": 0, "gid": 0, "layer": 1, "created_by": "COPY run /app", "ownership": "owned"}, "package_a": "dash 0.5", "package_b": "dash 0.5"}]}})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"medium" in {object.get(r, "severity", "medium") | some r in results}
	{r.key | some r in results} == {"interpreter"}
}

test_fires_its_package_was_updated if {
	document := object.union(plain, {"start": {"changed": [{"n": 0, "role": "interpreter", "what": "digest", "a": {"path": "/usr/bin/dash", "digest": "sha256:d1", "mode": "0755", "uid": 0, "gid": 0, "layer": 1, "created_by": "COPY run /app", "ownership": "owned"}, "b": {"path": "/usr/bin/dash", "digest": "sha256:d2", "mode": "0755", "uid": 0, "gid": 0, "layer": 1, "created_by": "COPY run /app", "ownership": "owned"}, "package_a": "dash 0.5", "package_b": "dash 0.6"}]}})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"info" in {object.get(r, "severity", "medium") | some r in results}
	every r in results {
		r.why != ""
	}
	{r.key | some r in results} == {"interpreter"}
}

test_fires_another_command_line if {
	document := object.union(plain, {"start": {"argv_b": ["/app/run", "--debug"]}})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"medium" in {object.get(r, "severity", "medium") | some r in results}
	{r.key | some r in results} == {"argv"}
}

test_fires_a_link_is_gone if {
	document := object.union(plain, {"start": {"changed": [{"n": 0, "role": "launcher", "what": "removed", "a": {"path": "/usr/bin/tini", "digest": "sha256:d1", "mode": "0755", "uid": 0, "gid": 0, "layer": 1, "created_by": "COPY run /app", "ownership": "unowned"}, "b": null, "package_a": null, "package_b": null}]}})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"medium" in {object.get(r, "severity", "medium") | some r in results}
	{r.key | some r in results} == {"launcher"}
}

test_fires_a_run_spec_that_starts_something_else if {
	document := object.union(plain, {"a": {"kind": "container", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "b": {"kind": "container", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:2", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "paired_by": "unit", "run": [{"name": "", "field": "command", "a": null, "b": ["sh"], "direction": "other"}], "start": {"argv_b": ["sh"]}})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"medium" in {object.get(r, "severity", "medium") | some r in results}
	{r.key | some r in results} == {"argv"}
}

test_near_miss_nothing_differs if {
	document := plain
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_container_follows_its_image if {
	document := object.union(plain, {"a": {"kind": "container", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "b": {"kind": "container", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:2", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "paired_by": "unit", "start": {"argv_b": ["/app/run", "--debug"]}})
	count(rule.deny) == 0 with input as document
}
