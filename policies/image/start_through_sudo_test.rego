package varve.image.start_through_sudo_test

import data.varve.image.start_through_sudo as rule

image(root, direction) := {
	"user": {"spec": "app", "root": root},
	"start": {"links": [{
		"path": "/usr/bin/sudo", "asked": "sudo", "direction": direction, "target": null, "diff_id": "sha256:aa",
	}]},
}

test_fires if {
	some r in rule.deny with input as image(false, "gain")
	not r.severity
}

test_low_when_already_root if {
	some r in rule.deny with input as image(true, "gain")
	r.severity == "low"
}

test_near_miss_tool_that_drops if {
	count(rule.deny) == 0 with input as image(true, "drop")
}

test_near_miss_ordinary_program if {
	count(rule.deny) == 0 with input as image(false, null)
}
