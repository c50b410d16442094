package varve.container.host_sys_test

import data.varve.container.host_sys as rule

test_fires_cgroup_tree_of_the_host_writable if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/sys/fs/cgroup", "source": "/sys/fs/cgroup", "source_known": true, "classes": [{"class": "sys", "relation": "below", "member": "/sys"}], "disguise": null, "target": "/sys/fs/cgroup", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_with_sys_admin if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/sys", "source": "/sys", "source_known": true, "classes": [{"class": "sys", "relation": "exact", "member": "/sys"}], "disguise": null, "target": "/sys", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["SYS_ADMIN"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "critical"
	object.get(r, "why", "") != ""
}

test_fires_a_cgroup_mount_in_the_host_namespace if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "host", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "cgroup", "source_raw": "cgroup", "source": "cgroup", "source_known": true, "classes": [], "disguise": null, "target": "/sys/fs/cgroup", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_cgroup_mount_in_a_namespace_of_its_own if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "cgroup", "source_raw": "cgroup", "source": "cgroup", "source_known": true, "classes": [], "disguise": null, "target": "/sys/fs/cgroup", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_fires_cgroups_asked_writable if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "host", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [], "writable_cgroups": true}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
	{x.key | some x in results} == {"writable_cgroups"}
}

test_undetermined_a_relative_path_that_may_climb_to_sys if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "../../sys", "source": "../../sys", "source_known": false, "classes": [{"class": "sys", "relation": "exact", "member": "/sys"}], "disguise": null, "target": "/x", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
}

test_near_miss_read_only if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/sys", "source": "/sys", "source_known": true, "classes": [{"class": "sys", "relation": "exact", "member": "/sys"}], "disguise": null, "target": "/host/sys", "ro": true, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_cgroup_mount_read_only if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "cgroup", "source_raw": "cgroup", "source": "cgroup", "source_known": true, "classes": [], "disguise": null, "target": "/sys/fs/cgroup", "ro": true, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	count(rule.deny) == 0 with input as document
}
