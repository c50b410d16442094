package varve.container.usable_setuid_test

import data.varve.container.usable_setuid as rule

test_fires_an_unusual_setuid_file if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "no_new_privs": false}, "effective": {"root": false, "user": "1000", "escalators": ["/opt/tool", "/usr/bin/su"]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_only_what_distributions_ship if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "no_new_privs": false}, "effective": {"root": false, "user": "1000", "escalators": ["/usr/bin/su", "/usr/bin/mount"]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_near_miss_no_new_privileges_is_on if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "no_new_privs": true}, "effective": {"root": false, "user": "1000", "escalators": ["/opt/tool"]}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_nothing_to_run if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "no_new_privs": false}, "effective": {"root": false, "user": "1000", "escalators": []}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_root_needs_no_way_up if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "no_new_privs": false}, "effective": {"root": true, "user": "", "escalators": ["/opt/tool"]}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_image_not_at_hand if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "no_new_privs": false}, "image": null, "effective": null}
	count(rule.deny) == 0 with input as document
}
