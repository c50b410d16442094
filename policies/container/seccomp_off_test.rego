package varve.container.seccomp_off_test

import data.varve.container.seccomp_off as rule

test_fires_switched_off if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "seccomp": "unconfined"}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_undetermined_a_host_that_is_not_described if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "seccomp": "unknown"}}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
	some s in results
	object.get(s, "severity", "high") == "medium"
}

test_near_miss_the_engines_default if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "seccomp": "default"}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_profile_of_its_own if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "seccomp": "profiles/app.json"}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_unknown_where_the_baseline_is_asked_for if {
	document := {"run": {"unit": {"kind": "kubernetes", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "seccomp": "unknown"}}
	count(rule.deny) == 0 with input as document with data.varve.params.profile as "pss-baseline"
	count(rule.deny) == 1 with input as document with data.varve.params.profile as "pss-restricted"
}
