package varve.container.privileged_test

import data.varve.container.privileged as rule

container(privileged, host_root) := {"run": {"privileged": privileged}, "effective": {"host_root": host_root}}

test_fires if {
	some r in rule.deny with input as container(true, "yes")
	not r.severity
}

test_user_namespace_is_high if {
	some r in rule.deny with input as container(true, "no")
	r.severity == "high"
}

test_near_miss_said_to_be_off if {
	count(rule.deny) == 0 with input as container(false, "yes")
}

test_fires_without_the_image if {
	some r in rule.deny with input as {"run": {"privileged": true}, "effective": null}
	r.evidence == {"host_root": "unknown"}
}
