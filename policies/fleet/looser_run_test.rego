package varve.fleet.looser_run_test

import data.varve.fleet.looser_run as rule

# A fleet with nothing to tell.

plain := {"schema": "varve.facts/1", "scope": "fleet", "subject": {"kind": "fleet", "key": "fleet", "name": "fleet"}, "complete": true, "gaps": [], "as_of": "2026-06-01", "counts": {"images": 40, "containers": 40, "failed": 0}, "layers": [], "paths": [], "run_variants": [], "tags": [], "running": [], "secrets": [], "unscanned": [], "rules": []}

test_fires_one_of_forty_is_privileged if {
	document := object.union(plain, {"run_variants": [{"image": "reg.example.com/shop/api", "containers": 40, "variants": [{"signature": "default", "containers": 39, "privileges": [], "units": [{"unit": "compose shop/api1", "role": null, "debug": false, "age_days": null}, {"unit": "compose shop/api2", "role": null, "debug": false, "age_days": null}, {"unit": "compose shop/api3", "role": null, "debug": false, "age_days": null}]}, {"signature": "privileged", "containers": 1, "privileges": ["privileged"], "units": [{"unit": "compose shop/odd", "role": null, "debug": false, "age_days": null}]}]}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "high") | some r in results}
	{r.key | some r in results} == {"reg.example.com/shop/api privileged"}
}

test_fires_made_for_debugging if {
	document := object.union(plain, {"run_variants": [{"image": "reg.example.com/shop/api", "containers": 40, "variants": [{"signature": "default", "containers": 39, "privileges": [], "units": [{"unit": "compose shop/api1", "role": null, "debug": false, "age_days": null}, {"unit": "compose shop/api2", "role": null, "debug": false, "age_days": null}, {"unit": "compose shop/api3", "role": null, "debug": false, "age_days": null}]}, {"signature": "privileged", "containers": 1, "privileges": ["privileged"], "units": [{"unit": "compose shop/odd", "role": null, "debug": true, "age_days": 90}]}]}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"info" in {object.get(r, "severity", "high") | some r in results}
	every r in results {
		r.why != ""
	}
	{r.key | some r in results} == {"reg.example.com/shop/api privileged"}
}

test_near_miss_a_role_is_declared if {
	document := object.union(plain, {"run_variants": [{"image": "reg.example.com/shop/api", "containers": 40, "variants": [{"signature": "default", "containers": 39, "privileges": [], "units": [{"unit": "compose shop/api1", "role": null, "debug": false, "age_days": null}, {"unit": "compose shop/api2", "role": null, "debug": false, "age_days": null}, {"unit": "compose shop/api3", "role": null, "debug": false, "age_days": null}]}, {"signature": "privileged", "containers": 1, "privileges": ["privileged"], "units": [{"unit": "compose shop/odd", "role": "ci-builder", "debug": false, "age_days": null}]}]}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_fifth_of_them if {
	document := object.union(plain, {"run_variants": [{"image": "reg.example.com/shop/api", "containers": 5, "variants": [{"signature": "default", "containers": 4, "privileges": [], "units": [{"unit": "compose shop/api1", "role": null, "debug": false, "age_days": null}, {"unit": "compose shop/api2", "role": null, "debug": false, "age_days": null}, {"unit": "compose shop/api3", "role": null, "debug": false, "age_days": null}]}, {"signature": "privileged", "containers": 1, "privileges": ["privileged"], "units": [{"unit": "compose shop/odd", "role": null, "debug": false, "age_days": null}]}]}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_fewer_rights_than_the_others if {
	document := object.union(plain, {"run_variants": [{"image": "reg.example.com/shop/api", "containers": 40, "variants": [{"signature": "privileged", "containers": 39, "privileges": ["privileged"], "units": [{"unit": "compose shop/api", "role": null, "debug": false, "age_days": null}]}, {"signature": "default", "containers": 1, "privileges": [], "units": [{"unit": "compose shop/odd", "role": null, "debug": false, "age_days": null}]}]}]})
	count(rule.deny) == 0 with input as document
}
