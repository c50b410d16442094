package varve.fleet.drift_test

import data.varve.fleet.drift as rule

# A fleet with nothing to tell.

plain := {"schema": "varve.facts/1", "scope": "fleet", "subject": {"kind": "fleet", "key": "fleet", "name": "fleet"}, "complete": true, "gaps": [], "as_of": "2026-06-01", "counts": {"images": 40, "containers": 40, "failed": 0}, "layers": [], "paths": [], "run_variants": [], "tags": [], "running": [], "secrets": [], "unscanned": [], "rules": []}

test_fires_one_tag_two_images if {
	document := object.union(plain, {"tags": [{"ref": "shop/api:latest", "digests": ["sha256:aa", "sha256:bb"], "newest_days": 40}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"medium" in {object.get(r, "severity", "medium") | some r in results}
	{r.key | some r in results} == {"tag shop/api:latest"}
}

test_fires_one_tag_two_images_no_date if {
	document := object.union(plain, {"tags": [{"ref": "shop/api:latest", "digests": ["sha256:aa", "sha256:bb"], "newest_days": null}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"medium" in {object.get(r, "severity", "medium") | some r in results}
	{r.key | some r in results} == {"tag shop/api:latest"}
}

test_fires_another_image_runs if {
	document := object.union(plain, {"running": [{"unit": "docker api", "image": "shop/api:1", "declared": "sha256:aa", "running": "sha256:bb"}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"medium" in {object.get(r, "severity", "medium") | some r in results}
	{r.key | some r in results} == {"running docker api"}
}

test_undetermined_nobody_knows_what_should_run if {
	document := object.union(plain, {"running": [{"unit": "docker api", "image": "shop/api:1", "declared": null, "running": "sha256:bb"}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"undetermined"}
	{r.key | some r in results} == {"running docker api"}
}

test_fires_an_image_that_was_not_scanned if {
	document := object.union(plain, {"unscanned": [{"ref": "redis:7", "units": ["compose shop/cache"]}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"medium" in {object.get(r, "severity", "medium") | some r in results}
	{r.key | some r in results} == {"unscanned redis:7"}
}

test_fires_one_secret_in_two_repositories if {
	document := object.union(plain, {"secrets": [{"sha12": "5b0c19aa02fe", "detector": "pem-private-key", "images": 3, "repositories": ["reg.example.com/pay", "reg.example.com/shop"], "paths": ["/app/key.pem"]}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"medium" in {object.get(r, "severity", "medium") | some r in results}
	{r.key | some r in results} == {"secret pem-private-key /app/key.pem reg.example.com/pay"}
}

test_near_miss_a_rollout if {
	document := object.union(plain, {"tags": [{"ref": "shop/api:latest", "digests": ["sha256:aa", "sha256:bb"], "newest_days": 0}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_the_declared_image_runs if {
	document := object.union(plain, {"running": [{"unit": "docker api", "image": "shop/api:1", "declared": "sha256:aa", "running": "sha256:aa"}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_two_images_of_one_repository if {
	document := object.union(plain, {"secrets": [{"sha12": "5b0c19aa02fe", "detector": "pem-private-key", "images": 2, "repositories": ["reg.example.com/shop"], "paths": ["/app/key.pem"]}]})
	count(rule.deny) == 0 with input as document
}
