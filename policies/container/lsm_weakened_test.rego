package varve.container.lsm_weakened_test

import data.varve.container.lsm_weakened as rule

test_fires_apparmor_off if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "apparmor": "unconfined", "selinux": "default"}, "origin": {"apparmor": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}, "selinux": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
	{x.key | some x in results} == {"apparmor"}
}

test_fires_selinux_off if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "apparmor": "default", "selinux": "disable"}, "origin": {"apparmor": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}, "selinux": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_type_that_confines_nothing if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "apparmor": "default", "selinux": "type:spc_t,level:s0"}, "origin": {"apparmor": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}, "selinux": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
	{x.key | some x in results} == {"selinux-type"}
}

test_fires_another_user if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "apparmor": "default", "selinux": "user:system_u"}, "origin": {"apparmor": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}, "selinux": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
	{x.key | some x in results} == {"selinux-user"}
}

test_fires_another_type if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "apparmor": "default", "selinux": "type:my_app_t"}, "origin": {"apparmor": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}, "selinux": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_near_miss_nothing_said if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "apparmor": "default", "selinux": "default"}, "origin": {"apparmor": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}, "selinux": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}}, "host": null}
	count(rule.deny) == 0 with input as document
}

test_near_miss_left_to_a_runtime_that_sets_nothing if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "apparmor": "unconfined", "selinux": "default"}, "origin": {}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_type_that_containers_get if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "apparmor": "default", "selinux": "type:container_t,level:s0:c1"}, "origin": {"apparmor": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}, "selinux": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}}, "host": null}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_host_that_has_neither if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "apparmor": "unconfined", "selinux": "disable"}, "origin": {"apparmor": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}, "selinux": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}}, "host": {"lsm": [], "lsm_known": true}}
	count(rule.deny) == 0 with input as document
}
