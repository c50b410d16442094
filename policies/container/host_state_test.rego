package varve.container.host_state_test

import data.varve.container.host_state as rule

test_fires_the_engines_files_writable if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/var/lib/docker", "source": "/var/lib/docker", "source_known": true, "classes": [{"class": "state", "relation": "exact", "member": "/var/lib/docker"}], "disguise": null, "target": "/d", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "critical") == "critical"
}

test_fires_the_engines_files_read_only if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/var/lib/docker", "source": "/var/lib/docker", "source_known": true, "classes": [{"class": "state", "relation": "exact", "member": "/var/lib/docker"}], "disguise": null, "target": "/d", "ro": true, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "high"
	object.get(r, "why", "") != ""
}

test_fires_pod_logs_for_a_shipper if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/var/log/pods", "source": "/var/log/pods", "source_known": true, "classes": [{"class": "state", "relation": "below", "member": "/var/log"}], "disguise": null, "target": "/logs", "ro": true, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_fires_containers_logs_for_a_shipper if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/var/lib/docker/containers", "source": "/var/lib/docker/containers", "source_known": true, "classes": [{"class": "state", "relation": "below", "member": "/var/lib/docker"}], "disguise": null, "target": "/c", "ro": true, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_fires_host_logs_writable if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/var/log", "source": "/var/log", "source_known": true, "classes": [{"class": "state", "relation": "exact", "member": "/var/log"}], "disguise": null, "target": "/var/log", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_fires_node_logs_writable if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/var/log", "source": "/var/log", "source_known": true, "classes": [{"class": "state", "relation": "exact", "member": "/var/log"}], "disguise": null, "target": "/var/log", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "high"
	object.get(r, "why", "") != ""
}

test_undetermined_a_relative_path_that_may_climb_to_state if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "../../var/lib/docker", "source": "../../var/lib/docker", "source_known": false, "classes": [{"class": "state", "relation": "exact", "member": "/var/lib/docker"}], "disguise": null, "target": "/x", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
}

test_near_miss_the_socket_in_a_directory_of_state_told_once if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/run/containerd/containerd.sock", "source": "/run/containerd/containerd.sock", "source_known": true, "classes": [{"class": "runtime-socket", "relation": "exact", "member": "/run/containerd/containerd.sock"}, {"class": "state", "relation": "below", "member": "/run/containerd"}], "disguise": null, "target": "/s", "ro": true, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_an_applications_own_files if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/var/lib/shop", "source": "/var/lib/shop", "source_known": true, "classes": [{"class": "app", "relation": "exact", "member": "/var/lib/shop"}], "disguise": null, "target": "/d", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	count(rule.deny) == 0 with input as document
}
