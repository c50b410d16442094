package varve.container.no_memory_limit_test

import data.varve.container.no_memory_limit as rule

container(memory, disabled, score, role) := {"run": {
	"limits": {"memory": memory, "oom_kill_disable": disabled, "oom_score_adj": score},
	"unit": {"role": role},
}}

test_fires if {
	some r in rule.deny with input as container(null, false, null, "main")
	not r.severity
}

test_init_container_is_low if {
	some r in rule.deny with input as container(null, false, null, "init")
	r.severity == "low"
}

test_killer_switched_off_is_high_even_with_a_limit if {
	every case in [[true, null], [false, -1000]] {
		some r in rule.deny with input as container(1000, case[0], case[1], "main")
		r.severity == "high"
	}
}

test_near_miss_limit_set if {
	count(rule.deny) == 0 with input as container(536870912, false, 0, "main")
}
