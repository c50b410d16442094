package varve.container.host_processes_test

import data.varve.container.host_processes as rule

test_fires_the_hosts if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "host", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_shared_in_the_pod if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "pod", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_near_miss_its_own if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_joined_which_is_judged_by_itself if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "container:db", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_joined_by_service if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "service:web", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}}
	count(rule.deny) == 0 with input as document
}
