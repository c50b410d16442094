package varve.container.subpath_race_test

import data.varve.container.subpath_race as rule

test_fires_another_container_writes_the_volume if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "volume", "source_raw": "data", "source": "data", "source_known": true, "classes": [], "disguise": null, "target": "/in", "ro": false, "propagation": "rprivate", "subpath": "in", "shared_with": [{"unit": "Deployment shop/api/sync", "writes": true}]}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_node_whose_kubelet_has_the_fixes if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "volume", "source_raw": "data", "source": "data", "source_known": true, "classes": [], "disguise": null, "target": "/in", "ro": false, "propagation": "rprivate", "subpath": "in", "shared_with": [{"unit": "Deployment shop/api/sync", "writes": true}]}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}, "host": {"versions": {"kubelet": "v1.31.2"}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_fires_a_node_whose_kubelet_lacks_the_fix_of_its_line if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "volume", "source_raw": "data", "source": "data", "source_known": true, "classes": [], "disguise": null, "target": "/in", "ro": false, "propagation": "rprivate", "subpath": "in", "shared_with": [{"unit": "Deployment shop/api/sync", "writes": true}]}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}, "host": {"versions": {"kubelet": "v1.22.1"}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_near_miss_a_volume_nobody_else_uses if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "volume", "source_raw": "data", "source": "data", "source_known": true, "classes": [], "disguise": null, "target": "/in", "ro": false, "propagation": "rprivate", "subpath": "in", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_others_only_read if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "volume", "source_raw": "data", "source": "data", "source_known": true, "classes": [], "disguise": null, "target": "/in", "ro": false, "propagation": "rprivate", "subpath": "in", "shared_with": [{"unit": "x", "writes": false}]}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_file_of_a_configmap if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "config", "source_raw": "settings", "source": "settings", "source_known": true, "classes": [], "disguise": null, "target": "/in", "ro": false, "propagation": "rprivate", "subpath": "in", "shared_with": [{"unit": "Deployment shop/api/sync", "writes": true}]}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_the_whole_volume if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "volume", "source_raw": "data", "source": "data", "source_known": true, "classes": [], "disguise": null, "target": "/in", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": [{"unit": "Deployment shop/api/sync", "writes": true}]}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	count(rule.deny) == 0 with input as document
}
