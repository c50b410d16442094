package varve.image.no_health_check_test

import data.varve.image.no_health_check as rule

test_fires_none if {
	document := {"config": {"healthcheck": null}, "start": {"argv": ["/app/run"], "form": "exec", "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "info") == "info"
}

test_fires_switched_off if {
	document := {"config": {"healthcheck": {"form": "none", "argv": [], "disabled": true, "secret": false}}, "start": {"argv": ["/app/run"], "form": "exec", "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "info") == "info"
}

test_near_miss_a_check if {
	document := {"config": {"healthcheck": {"form": "shell", "argv": ["curl -f localhost"], "disabled": false, "secret": false}}, "start": {"argv": ["/app/run"], "form": "exec", "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_an_image_that_starts_nothing if {
	document := {"config": {"healthcheck": null}, "start": {"argv": [], "form": "exec", "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}
