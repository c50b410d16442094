package varve.container.no_process_limit_test

import data.varve.container.no_process_limit as rule

container(kind, pids) := {"run": {"unit": {"kind": kind}, "limits": {"pids": pids}}}

test_fires if {
	some r in rule.deny with input as container("compose", null)
	not r.status
}

test_undetermined_in_kubernetes if {
	some r in rule.deny with input as container("Deployment", null)
	r.status == "undetermined"
}

test_near_miss_limit_set if {
	count(rule.deny) == 0 with input as container("compose", 200)
}
