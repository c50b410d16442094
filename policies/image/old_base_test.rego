package varve.image.old_base_test

import data.varve.image.old_base as rule

test_fires_a_debian_past_its_end if {
	document := {"os": {"id": "debian", "version": "10", "version_id": "10", "codename": "bookworm", "name": "Debian GNU/Linux", "family": "debian"}, "created": {"at": "2026-05-02T08:00:00Z", "trusted": true, "package_db_at": null}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_patch_release_of_an_alpine_past_its_end if {
	document := {"os": {"id": "alpine", "version": "3.16.2", "version_id": "3.16.2", "codename": "bookworm", "name": "Debian GNU/Linux", "family": "debian"}, "created": {"at": "2026-05-02T08:00:00Z", "trusted": true, "package_db_at": null}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_made_half_a_year_and_a_day_ago if {
	document := {"os": {"id": "debian", "version": "12 (bookworm)", "version_id": "12", "codename": "bookworm", "name": "Debian GNU/Linux", "family": "debian"}, "created": {"at": "2025-12-02T00:00:00Z", "trusted": true, "package_db_at": null}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_no_believable_date_but_old_packages if {
	document := {"os": {"id": "debian", "version": "12 (bookworm)", "version_id": "12", "codename": "bookworm", "name": "Debian GNU/Linux", "family": "debian"}, "created": {"at": "1970-01-01T00:00:00Z", "trusted": false, "package_db_at": "2025-06-01T00:00:00Z"}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_undetermined_no_date_at_all if {
	document := {"os": {"id": "debian", "version": "12 (bookworm)", "version_id": "12", "codename": "bookworm", "name": "Debian GNU/Linux", "family": "debian"}, "created": {"at": null, "trusted": false, "package_db_at": null}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) > 0
	every r in results {
		r.status == "undetermined"
	}
}

test_near_miss_last_month if {
	document := {"os": {"id": "debian", "version": "12 (bookworm)", "version_id": "12", "codename": "bookworm", "name": "Debian GNU/Linux", "family": "debian"}, "created": {"at": "2026-05-02T08:00:00Z", "trusted": true, "package_db_at": null}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_a_release_whose_number_only_begins_alike if {
	document := {"os": {"id": "alpine", "version": "3.100.1", "version_id": "3.100.1", "codename": "bookworm", "name": "Debian GNU/Linux", "family": "debian"}, "created": {"at": "2026-05-02T08:00:00Z", "trusted": true, "package_db_at": null}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_made_exactly_half_a_year_ago if {
	document := {"os": {"id": "debian", "version": "12 (bookworm)", "version_id": "12", "codename": "bookworm", "name": "Debian GNU/Linux", "family": "debian"}, "created": {"at": "2025-12-03T00:00:00Z", "trusted": true, "package_db_at": null}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_a_fixed_date_and_fresh_packages if {
	document := {"os": {"id": "debian", "version": "12 (bookworm)", "version_id": "12", "codename": "bookworm", "name": "Debian GNU/Linux", "family": "debian"}, "created": {"at": "1970-01-01T00:00:00Z", "trusted": false, "package_db_at": "2026-05-01T00:00:00Z"}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_a_system_that_the_table_does_not_know if {
	document := {"os": {"id": "chimera", "version": "20240101", "version_id": "20240101", "codename": "bookworm", "name": "Debian GNU/Linux", "family": "debian"}, "created": {"at": "2026-05-02T08:00:00Z", "trusted": true, "package_db_at": null}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_no_system if {
	document := {"os": null, "created": {"at": "2026-05-02T08:00:00Z", "trusted": true, "package_db_at": null}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}
