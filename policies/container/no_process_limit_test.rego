package varve.container.no_process_limit_test

import data.varve.container.no_process_limit as rule

test_fires_no_limit if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "restart": "", "limits": {"memory": null, "cpu": null, "cpu_request": null, "pids": null, "oom_kill_disable": false, "oom_score_adj": null}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_node_without_limit if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "restart": "", "limits": {"memory": null, "cpu": null, "cpu_request": null, "pids": null, "oom_kill_disable": false, "oom_score_adj": null}}, "host": {"pod_pids_limit": -1}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_undetermined_a_pod_on_a_node_that_is_not_described if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "restart": "", "limits": {"memory": null, "cpu": null, "cpu_request": null, "pids": null, "oom_kill_disable": false, "oom_score_adj": null}}, "host": null}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
}

test_near_miss_a_limit if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "restart": "", "limits": {"memory": null, "cpu": null, "cpu_request": null, "pids": 200, "oom_kill_disable": false, "oom_score_adj": null}}, "host": null}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_node_with_a_limit if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "restart": "", "limits": {"memory": null, "cpu": null, "cpu_request": null, "pids": null, "oom_kill_disable": false, "oom_score_adj": null}}, "host": {"pod_pids_limit": 4096}}
	count(rule.deny) == 0 with input as document
}
