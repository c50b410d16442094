package varve.container.escape_recipe_test

import data.varve.container.escape_recipe as rule

test_fires_every_ingredient_is_there if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"recipes": [{"id": "ptrace-host-processes", "complete": "yes", "ingredients": [{"name": "host processes", "present": "yes", "field": "ns.pid"}, {"name": "SYS_PTRACE", "present": "yes", "field": "caps.add"}]}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "critical") == "critical"
	{x.key | some x in results} == {"ptrace-host-processes"}
}

test_undetermined_one_is_not_known if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"recipes": [{"id": "ptrace-host-processes", "complete": "unknown", "ingredients": [{"name": "host processes", "present": "yes", "field": "ns.pid"}, {"name": "no LSM", "present": "unknown", "field": "apparmor"}]}]}}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
	some s in results
	object.get(s, "severity", "critical") == "high"
}

test_near_miss_one_is_missing if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"recipes": [{"id": "ptrace-host-processes", "complete": "no", "ingredients": [{"name": "host processes", "present": "yes", "field": "ns.pid"}, {"name": "SYS_PTRACE", "present": "no", "field": "caps.add"}]}]}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_no_recipe if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"recipes": []}}
	count(rule.deny) == 0 with input as document
}
