package varve.container.blocked_user_test

import data.varve.container.blocked_user as rule

test_fires_no_right_to_execute if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"blocked": [{"path": "/app/start", "what": "link", "needs": "execute", "n": 0, "certain": true, "mode": "0700", "uid": 0, "gid": 0}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_capability_outside_the_bounding_set if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"blocked": [{"path": "/app/start", "what": "filecap", "needs": "capability", "n": 0, "certain": true, "mode": "0700", "uid": 0, "gid": 0, "missing": ["NET_ADMIN"]}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_undetermined_an_access_list_may_allow_it if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"blocked": [{"path": "/app/start", "what": "link", "needs": "execute", "n": 0, "certain": false, "mode": "0700", "uid": 0, "gid": 0}]}}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
}

test_near_miss_nothing_in_the_way if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"blocked": []}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_image_not_at_hand if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "image": null, "effective": null}
	count(rule.deny) == 0 with input as document
}
