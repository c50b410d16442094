package varve.container.host_kernel_files_test

import data.varve.container.host_kernel_files as rule

test_fires_proc_writable if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/proc", "source": "/proc", "source_known": true, "classes": [{"class": "kernel", "relation": "exact", "member": "/proc"}], "disguise": null, "target": "/host/proc", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "critical") == "critical"
}

test_fires_one_setting_writable if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/proc/sys/kernel/core_pattern", "source": "/proc/sys/kernel/core_pattern", "source_known": true, "classes": [{"class": "kernel", "relation": "exact", "member": "/proc/sys/kernel/core_pattern"}], "disguise": null, "target": "/cp", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "critical") == "critical"
}

test_fires_the_parent_of_a_setting_writable if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/proc/sys/kernel", "source": "/proc/sys/kernel", "source_known": true, "classes": [{"class": "kernel", "relation": "above", "member": "/proc/sys/kernel/core_pattern"}], "disguise": null, "target": "/k", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "critical") == "critical"
}

test_fires_proc_read_only if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/proc", "source": "/proc", "source_known": true, "classes": [{"class": "kernel", "relation": "exact", "member": "/proc"}], "disguise": null, "target": "/host/proc", "ro": true, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_fires_a_figure_writable if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/proc/uptime", "source": "/proc/uptime", "source_known": true, "classes": [{"class": "kernel", "relation": "below", "member": "/proc"}], "disguise": null, "target": "/proc/uptime", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_undetermined_a_relative_path_that_may_climb_to_proc if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "../../proc", "source": "../../proc", "source_known": false, "classes": [{"class": "kernel", "relation": "exact", "member": "/proc"}], "disguise": null, "target": "/x", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
}

test_near_miss_the_runtimes_own_proc if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "proc", "source_raw": "proc", "source": "proc", "source_known": true, "classes": [], "disguise": null, "target": "/proc", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_directory_of_the_application if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/srv/proc", "source": "/srv/proc", "source_known": true, "classes": [{"class": "app", "relation": "exact", "member": "/srv/proc"}], "disguise": null, "target": "/p", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	count(rule.deny) == 0 with input as document
}
