package varve.container.seccomp_off_test

import data.varve.container.seccomp_off as rule

container(seccomp) := {"run": {"privileged": false, "seccomp": seccomp}}

test_fires if {
	some r in rule.deny with input as container("unconfined")
	not r.status
}

test_undetermined_when_the_host_decides if {
	some r in rule.deny with input as container("unknown")
	r.status == "undetermined"
}

test_near_miss_default_and_own_profile if {
	count(rule.deny) == 0 with input as container("default")
	count(rule.deny) == 0 with input as container("profiles/app.json")
}
