package varve.container.no_cpu_limit_test

import data.varve.container.no_cpu_limit as rule

test_fires_no_limit if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "restart": "no", "limits": {"memory": null, "cpu": null, "cpu_request": null, "pids": null, "oom_kill_disable": false, "oom_score_adj": null}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "low") == "low"
	{x.key | some x in results} == {"cpu"}
}

test_fires_a_share_set_aside if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "restart": "", "limits": {"memory": null, "cpu": null, "cpu_request": 250000000, "pids": null, "oom_kill_disable": false, "oom_score_adj": null}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_fires_restarted_without_end if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "restart": "always", "limits": {"memory": null, "cpu": 500000000, "cpu_request": null, "pids": null, "oom_kill_disable": false, "oom_score_adj": null}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "low") == "low"
	{x.key | some x in results} == {"restart"}
}

test_near_miss_limited if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "restart": "on-failure:5", "limits": {"memory": null, "cpu": 500000000, "cpu_request": null, "pids": null, "oom_kill_disable": false, "oom_score_adj": null}}, "host": null}
	count(rule.deny) == 0 with input as document
}

test_near_miss_pods_are_always_restarted if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "restart": "always", "limits": {"memory": null, "cpu": 500000000, "cpu_request": null, "pids": null, "oom_kill_disable": false, "oom_score_adj": null}}, "host": null}
	count(rule.deny) == 0 with input as document
}
