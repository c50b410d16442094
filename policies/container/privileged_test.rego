package varve.container.privileged_test

import data.varve.container.privileged as rule

test_fires_privileged if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": true, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"host_root": "yes"}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "critical") == "critical"
}

test_fires_image_not_at_hand if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": true, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "image": null, "effective": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "critical") == "critical"
}

test_near_miss_all_capabilities_are_not_all_of_it if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": ["ALL"], "drop": []}}, "effective": {"host_root": "yes"}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_not_privileged if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"host_root": "yes"}}
	count(rule.deny) == 0 with input as document
}
