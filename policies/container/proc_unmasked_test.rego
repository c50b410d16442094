package varve.container.proc_unmasked_test

import data.varve.container.proc_unmasked as rule

test_fires_nothing_masked if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "masked_paths": "none"}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_list_of_its_own if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "masked_paths": "custom"}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_near_miss_the_engines_list if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "masked_paths": "default"}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_in_a_user_namespace if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "private", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "masked_paths": "none"}}
	count(rule.deny) == 0 with input as document
}
