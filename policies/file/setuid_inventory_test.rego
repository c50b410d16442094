package varve.file.setuid_inventory_test

import data.varve.file.setuid_inventory as rule

file(name, state) := {
	"path": $"/usr/bin/{name}", "name": name, "mode": "4755", "special": ["setuid"], "uid": 0,
	"gid": 0, "state": state, "covered_by": {"layer": 3},
}

test_unusual_file_is_medium if {
	some r in rule.deny with input as file("helper", "live")
	r.severity == "medium"
	r.key == "setuid"
}

test_usual_file_is_info if {
	some r in rule.deny with input as file("passwd", "live")
	r.severity == "info"
}

test_covered_file_is_info if {
	some r in rule.deny with input as file("helper", "hidden")
	r.severity == "info"
}

test_near_miss_a_setuid_shell_is_another_rules if {
	count(rule.deny) == 0 with input as file("bash", "live")
}
