package varve.container.host_system_directory_test

import data.varve.container.host_system_directory as rule

test_fires_etc_writable if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/etc", "source": "/etc", "source_known": true, "classes": [{"class": "exec", "relation": "exact", "member": "/etc"}, {"class": "credential", "relation": "above", "member": "/etc/shadow"}], "disguise": null, "target": "/host/etc", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "critical") == "critical"
}

test_fires_etc_read_only if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/etc", "source": "/etc", "source_known": true, "classes": [{"class": "exec", "relation": "exact", "member": "/etc"}], "disguise": null, "target": "/host/etc", "ro": true, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_fires_programs_through_an_alias if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/bin", "source": "/usr/bin", "source_known": true, "classes": [{"class": "exec", "relation": "below", "member": "/usr"}], "disguise": null, "target": "/host/bin", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "critical") == "critical"
}

test_fires_a_safe_prefix_that_climbs_out_again if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/safe/../etc", "source": "/etc", "source_known": true, "classes": [{"class": "exec", "relation": "exact", "member": "/etc"}], "disguise": null, "target": "/x", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "critical") == "critical"
}

test_fires_one_file_of_an_applications_settings_read_only if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/etc/prometheus/prometheus.yml", "source": "/etc/prometheus/prometheus.yml", "source_known": true, "classes": [{"class": "exec", "relation": "below", "member": "/etc"}], "disguise": null, "target": "/etc/prometheus/prometheus.yml", "ro": true, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_fires_a_file_of_the_systems_settings_read_only if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/etc/pam.d/app.conf", "source": "/etc/pam.d/app.conf", "source_known": true, "classes": [{"class": "exec", "relation": "below", "member": "/etc"}], "disguise": null, "target": "/etc/pam.d/app.conf", "ro": true, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_undetermined_a_relative_path_that_may_climb_to_etc if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "../../etc", "source": "../../etc", "source_known": false, "classes": [{"class": "exec", "relation": "exact", "member": "/etc"}], "disguise": null, "target": "/x", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
}

test_near_miss_the_time_zone if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/etc/localtime", "source": "/etc/localtime", "source_known": true, "classes": [{"class": "benign", "relation": "exact", "member": "/etc/localtime"}], "disguise": null, "target": "/etc/localtime", "ro": true, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_the_whole_host_told_once if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/", "source": "/", "source_known": true, "classes": [{"class": "root", "relation": "exact", "member": "/"}, {"class": "exec", "relation": "above", "member": "/etc"}], "disguise": null, "target": "/host", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_the_directory_of_the_socket_told_once if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "use_api_socket": false, "groups": [], "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/run", "source": "/run", "source_known": true, "classes": [{"class": "runtime-socket", "relation": "above", "member": "/run/docker.sock"}, {"class": "exec", "relation": "above", "member": "/run/systemd/system"}], "disguise": null, "target": "/run", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "gid": 0, "groups": [0], "caps": {"bounding": ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]}}}
	count(rule.deny) == 0 with input as document
}
