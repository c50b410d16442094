package varve.container.host_ipc_uts_test

import data.varve.container.host_ipc_uts as rule

test_fires_the_hosts_shared_memory if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "host", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
	{x.key | some x in results} == {"ns.ipc"}
}

test_fires_the_hosts_name_with_the_right_to_change_it if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "host", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"caps": {"bounding": ["SYS_ADMIN"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "low"
	object.get(r, "why", "") != ""
}

test_fires_the_hosts_name if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "host", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_near_miss_memory_that_others_may_join if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "shareable", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_pod_on_the_hosts_network_has_its_name if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "host", "ipc": "private", "uts": "host", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}}
	count(rule.deny) == 0 with input as document
}
