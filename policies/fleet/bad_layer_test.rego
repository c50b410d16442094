package varve.fleet.bad_layer_test

import data.varve.fleet.bad_layer as rule

# A fleet with nothing to tell.

plain := {"schema": "varve.facts/1", "scope": "fleet", "subject": {"kind": "fleet", "key": "fleet", "name": "fleet"}, "complete": true, "gaps": [], "as_of": "2026-06-01", "counts": {"images": 40, "containers": 40, "failed": 0}, "layers": [], "paths": [], "run_variants": [], "tags": [], "running": [], "secrets": [], "unscanned": [], "rules": []}

test_fires_three_images_share_a_finding if {
	document := object.union(plain, {"layers": [{"diff_id": "sha256:dd", "images": 3, "containers": 2, "created_by": "RUN chmod 4755 /usr/bin/x", "base": null, "findings": ["IMG-02"], "groups": [{"id": "IMG-02", "severity": "high", "path": "/usr/bin/x", "images": 3, "msg": "m", "fp_layer": "f0/usr/bin/x"}], "repositories": ["reg.example.com/shop/api"], "sample": ["reg.example.com/shop/api:1", "reg.example.com/shop/api:2", "reg.example.com/shop/api:3"]}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "medium") | some r in results}
	every r in results {
		r.why != ""
	}
	{r.key | some r in results} == {"RUN chmod 4755 /usr/bin/x in reg.example.com/shop/api"}
}

test_fires_as_bad_as_the_worst if {
	document := object.union(plain, {"layers": [{"diff_id": "sha256:dd", "images": 3, "containers": 2, "created_by": "RUN chmod 4755 /usr/bin/x", "base": null, "findings": ["IMG-01", "SEC-02"], "groups": [{"id": "IMG-01", "severity": "low", "path": "/usr/bin/y", "images": 3, "msg": "m", "fp_layer": "f0/usr/bin/y"}, {"id": "SEC-02", "severity": "critical", "path": "/root/k", "images": 3, "msg": "m", "fp_layer": "f0/root/k"}], "repositories": ["reg.example.com/shop/api"], "sample": ["reg.example.com/shop/api:1", "reg.example.com/shop/api:2", "reg.example.com/shop/api:3"]}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"critical" in {object.get(r, "severity", "medium") | some r in results}
	every r in results {
		r.why != ""
	}
}

test_fires_a_layer_without_a_command if {
	document := object.union(plain, {"layers": [{"diff_id": "sha256:dd", "images": 3, "containers": 2, "created_by": null, "base": null, "findings": ["IMG-01"], "groups": [{"id": "IMG-01", "severity": "medium", "path": "/usr/bin/y", "images": 3, "msg": "m", "fp_layer": "f0/usr/bin/y"}], "repositories": ["reg.example.com/shop/api"], "sample": ["reg.example.com/shop/api:1", "reg.example.com/shop/api:2", "reg.example.com/shop/api:3"]}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"medium" in {object.get(r, "severity", "medium") | some r in results}
	{r.key | some r in results} == {"sha256:dd in reg.example.com/shop/api"}
}

test_fires_a_base_layer if {
	document := object.union(plain, {"layers": [{"diff_id": "sha256:dd", "images": 4, "containers": 2, "created_by": "RUN chmod 4755 /usr/bin/x", "base": "debian:12.5", "findings": ["IMG-01"], "groups": [{"id": "IMG-01", "severity": "low", "path": "/usr/bin/y", "images": 4, "msg": "m", "fp_layer": "f0/usr/bin/y"}], "repositories": ["reg.example.com/shop/api"], "sample": ["reg.example.com/shop/api:1", "reg.example.com/shop/api:2", "reg.example.com/shop/api:3", "reg.example.com/shop/api:4"]}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"low" in {object.get(r, "severity", "medium") | some r in results}
	every r in results {
		r.why != ""
	}
}

test_near_miss_two_images if {
	document := object.union(plain, {"layers": [{"diff_id": "sha256:dd", "images": 2, "containers": 2, "created_by": "RUN chmod 4755 /usr/bin/x", "base": null, "findings": ["IMG-02"], "groups": [{"id": "IMG-02", "severity": "high", "path": "/usr/bin/x", "images": 2, "msg": "m", "fp_layer": "f0/usr/bin/x"}], "repositories": ["reg.example.com/shop/api"], "sample": ["reg.example.com/shop/api:1", "reg.example.com/shop/api:2"]}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_many_images_few_of_them_with_the_finding if {
	document := object.union(plain, {"layers": [{"diff_id": "sha256:dd", "images": 9, "containers": 2, "created_by": "RUN chmod 4755 /usr/bin/x", "base": null, "findings": ["IMG-02"], "groups": [{"id": "IMG-02", "severity": "high", "path": "/usr/bin/x", "images": 2, "msg": "m", "fp_layer": "f0/usr/bin/x"}], "repositories": ["reg.example.com/shop/api"], "sample": ["reg.example.com/shop/api:1", "reg.example.com/shop/api:2", "reg.example.com/shop/api:3", "reg.example.com/shop/api:4", "reg.example.com/shop/api:5", "reg.example.com/shop/api:6", "reg.example.com/shop/api:7", "reg.example.com/shop/api:8", "reg.example.com/shop/api:9"]}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_no_findings if {
	document := object.union(plain, {"layers": [{"diff_id": "sha256:dd", "images": 9, "containers": 2, "created_by": "RUN chmod 4755 /usr/bin/x", "base": null, "findings": [], "groups": [], "repositories": ["reg.example.com/shop/api"], "sample": ["reg.example.com/shop/api:1", "reg.example.com/shop/api:2", "reg.example.com/shop/api:3", "reg.example.com/shop/api:4", "reg.example.com/shop/api:5", "reg.example.com/shop/api:6", "reg.example.com/shop/api:7", "reg.example.com/shop/api:8", "reg.example.com/shop/api:9"]}]})
	count(rule.deny) == 0 with input as document
}
