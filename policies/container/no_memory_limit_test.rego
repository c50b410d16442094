package varve.container.no_memory_limit_test

import data.varve.container.no_memory_limit as rule

test_fires_no_limit if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "restart": "", "limits": {"memory": null, "cpu": null, "cpu_request": null, "pids": null, "oom_kill_disable": false, "oom_score_adj": null}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
	{x.key | some x in results} == {"memory"}
}

test_fires_the_killer_switched_off if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "restart": "", "limits": {"memory": 268435456, "cpu": null, "cpu_request": null, "pids": null, "oom_kill_disable": true, "oom_score_adj": null}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "high"
	object.get(r, "why", "") != ""
	{x.key | some x in results} == {"oom"}
}

test_fires_killed_last if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "restart": "", "limits": {"memory": 268435456, "cpu": null, "cpu_request": null, "pids": null, "oom_kill_disable": false, "oom_score_adj": -500}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "high"
	object.get(r, "why", "") != ""
}

test_fires_an_init_container if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "init"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "restart": "", "limits": {"memory": null, "cpu": null, "cpu_request": null, "pids": null, "oom_kill_disable": false, "oom_score_adj": null}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "low"
	object.get(r, "why", "") != ""
}

test_near_miss_a_limit if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "restart": "", "limits": {"memory": 268435456, "cpu": null, "cpu_request": null, "pids": null, "oom_kill_disable": false, "oom_score_adj": null}}, "host": null}
	count(rule.deny) == 0 with input as document
}

test_near_miss_killed_a_little_later if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "restart": "", "limits": {"memory": 268435456, "cpu": null, "cpu_request": null, "pids": null, "oom_kill_disable": false, "oom_score_adj": -499}}, "host": null}
	count(rule.deny) == 0 with input as document
}
