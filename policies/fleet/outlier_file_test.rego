package varve.fleet.outlier_file_test

import data.varve.fleet.outlier_file as rule

# A fleet with nothing to tell.

plain := {"schema": "varve.facts/1", "scope": "fleet", "subject": {"kind": "fleet", "key": "fleet", "name": "fleet"}, "complete": true, "gaps": [], "as_of": "2026-06-01", "counts": {"images": 40, "containers": 40, "failed": 0}, "layers": [], "paths": [], "run_variants": [], "tags": [], "running": [], "secrets": [], "unscanned": [], "rules": []}

test_fires_one_of_forty_differs if {
	document := object.union(plain, {"paths": [{"path": "/usr/local/bin/agent", "package": null, "arch": "amd64", "images": 40, "variants": [{"digest": "sha256:aa", "images": 39, "sample": ["a:1"], "start": false, "created_by": null}, {"digest": "sha256:ee", "images": 1, "sample": ["pay:9"], "start": false, "created_by": null}]}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"medium" in {object.get(r, "severity", "medium") | some r in results}
	{r.key | some r in results} == {"unowned amd64"}
}

test_fires_containers_start_with_it if {
	document := object.union(plain, {"paths": [{"path": "/usr/bin/dash", "package": "dash 0.5", "arch": "amd64", "images": 40, "variants": [{"digest": "sha256:aa", "images": 39, "sample": ["a:1"], "start": true, "created_by": null}, {"digest": "sha256:ee", "images": 1, "sample": ["pay:9"], "start": true, "created_by": null}]}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "medium") | some r in results}
	every r in results {
		r.why != ""
	}
	{r.key | some r in results} == {"dash amd64"}
}

test_near_miss_few_images if {
	document := object.union(plain, {"paths": [{"path": "/usr/local/bin/agent", "package": null, "arch": "amd64", "images": 19, "variants": [{"digest": "sha256:aa", "images": 18, "sample": ["a:1"], "start": false, "created_by": null}, {"digest": "sha256:ee", "images": 1, "sample": ["pay:9"], "start": false, "created_by": null}]}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_no_large_majority if {
	document := object.union(plain, {"paths": [{"path": "/usr/local/bin/agent", "package": null, "arch": "amd64", "images": 40, "variants": [{"digest": "sha256:aa", "images": 37, "sample": ["a:1"], "start": false, "created_by": null}, {"digest": "sha256:ee", "images": 3, "sample": ["pay:9"], "start": false, "created_by": null}]}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_all_the_same if {
	document := object.union(plain, {"paths": [{"path": "/usr/local/bin/agent", "package": null, "arch": "amd64", "images": 40, "variants": [{"digest": "sha256:aa", "images": 40, "sample": ["a:1"], "start": false, "created_by": null}]}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_compiled_code if {
	document := object.union(plain, {"paths": [{"path": "/usr/lib/x/__pycache__/a.pyc", "package": null, "arch": "amd64", "images": 40, "variants": [{"digest": "sha256:aa", "images": 39, "sample": ["a:1"], "start": false, "created_by": null}, {"digest": "sha256:ee", "images": 1, "sample": ["pay:9"], "start": false, "created_by": null}]}]})
	count(rule.deny) == 0 with input as document
}
