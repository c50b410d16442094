package varve.container.host_network_test

import data.varve.container.host_network as rule

container(value) := {"run": {"ns": {"net": value}}}

test_fires if {
	count(rule.deny) == 1 with input as container("host")
}

test_near_miss_own_or_joined if {
	every value in ["private", "pod", "container:db", "service:web"] {
		count(rule.deny) == 0 with input as container(value)
	}
}
