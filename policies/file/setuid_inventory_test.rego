package varve.file.setuid_inventory_test

import data.varve.file.setuid_inventory as rule

file(name, state) := whose(name, state, "owned", {"name": "passwd", "version": "1:4.13", "digest_matches": true})

whose(name, state, ownership, owner) := {
	"path": $"/usr/bin/{name}", "name": name, "mode": "4755", "special": ["setuid"], "uid": 0,
	"gid": 0, "state": state, "covered_by": {"layer": 3}, "ownership": ownership, "package": owner,
}

severity(document) := concat(",", {r.severity | some r in results}) if results := rule.deny with input as document

test_unusual_file_is_medium if {
	some r in rule.deny with input as whose("helper", "live", "unowned", null)
	r.severity == "medium"
	r.key == "setuid"
}

test_near_miss_usual_file_is_in_the_summary if {
	count(rule.deny) == 0 with input as file("passwd", "live")
}

test_covered_usual_file_is_not_in_the_summary if {
	severity(file("passwd", "hidden")) == "info"
}

test_covered_file_is_info if {
	some r in rule.deny with input as file("helper", "hidden")
	r.severity == "info"
}

test_near_miss_a_setuid_shell_is_another_rules if {
	count(rule.deny) == 0 with input as file("bash", "live")
}

test_usual_name_that_no_package_owns_is_medium if {
	severity(whose("su", "live", "unowned", null)) == "medium"
}

test_file_other_than_its_package_brought_is_medium if {
	severity(whose("su", "live", "modified", {"name": "login", "version": "1", "digest_matches": false})) == "medium"
}

test_file_of_a_package_under_an_unusual_name_is_low if {
	severity(whose("mailer-helper", "live", "owned", {"name": "mailer", "version": "122", "digest_matches": null})) == "low"
}

test_near_miss_usual_name_whose_owner_cannot_be_told_is_in_the_summary if {
	count(rule.deny) == 0 with input as whose("su", "live", "unknown", null)
}

test_unusual_name_whose_owner_cannot_be_told_is_medium if {
	severity(whose("helper", "live", "unknown", null)) == "medium"
}
