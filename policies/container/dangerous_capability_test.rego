package varve.container.dangerous_capability_test

import data.varve.container.dangerous_capability as rule

container(add, drop, bounding, pid) := {
	"run": {"privileged": false, "caps": {"add": add, "drop": drop}, "ns": {"pid": pid, "net": "private"}},
	"effective": {"caps": {"bounding": bounding}},
}

test_fires if {
	some r in rule.deny with input as container(["SYS_PTRACE"], [], ["CHOWN", "SYS_PTRACE"], "private")
	r.key == "SYS_PTRACE"
	not r.severity
}

test_tracing_the_hosts_processes_is_critical if {
	some r in rule.deny with input as container(["SYS_PTRACE"], [], ["SYS_PTRACE"], "host")
	r.severity == "critical"
	r.msg == "the container may hold SYS_PTRACE together with the host's processes"
}

test_all_is_one_finding if {
	results := rule.deny with input as container(["ALL"], [], ["SYS_ADMIN", "SYS_MODULE"], "private")
	{r.key | some r in results} == {"ALL"}
}

test_near_miss_defaults if {
	count(rule.deny) == 0 with input as container([], [], ["CHOWN", "NET_RAW"], "private")
}

test_near_miss_dropped_again if {
	count(rule.deny) == 0 with input as container(["ALL"], ["ALL"], [], "private")
}

test_near_miss_privileged_is_another_rules if {
	doc := object.union(container(["SYS_ADMIN"], [], ["SYS_ADMIN"], "private"), {"run": {"privileged": true}})
	count(rule.deny) == 0 with input as doc
}

test_fires_without_the_image if {
	unknown := {
		"run": {"privileged": false, "caps": {"add": ["SYS_ADMIN"], "drop": []}, "ns": {"pid": "private", "net": "private"}},
		"effective": null,
	}
	some r in rule.deny with input as unknown
	r.key == "SYS_ADMIN"
	r.evidence.bounding == ["SYS_ADMIN"]
}
