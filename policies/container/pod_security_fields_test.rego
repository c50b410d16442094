package varve.container.pod_security_fields_test

import data.varve.container.pod_security_fields as rule

test_fires_a_setting_of_the_kernel if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sysctls": {"kernel.msgmax": "65536"}, "host_process": false, "health": null, "hooks": [], "mounts": [], "user": null}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_process_of_the_windows_host if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sysctls": {}, "host_process": true, "health": null, "hooks": [], "mounts": [], "user": null}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_probe_of_another_host if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sysctls": {}, "host_process": false, "health": {"test": [], "disabled": false, "probes": [{"event": "liveness", "way": "http", "argv": [], "address": "http://169.254.169.254:80/latest", "user": null, "privileged": false, "env": []}]}, "hooks": [], "mounts": [], "user": null}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
	{x.key | some x in results} == {"host liveness"}
}

test_fires_a_path_of_the_host if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sysctls": {}, "host_process": false, "health": null, "hooks": [], "mounts": [{"kind": "host", "source_raw": "/srv", "source": "/srv", "source_known": true, "classes": [{"class": "app", "relation": "exact", "member": "/srv"}], "disguise": null, "target": "/srv", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}], "user": null}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_kind_of_volume if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sysctls": {}, "host_process": false, "health": null, "hooks": [], "mounts": [{"kind": "remote", "source_raw": "v", "source": "v", "source_known": true, "classes": [], "disguise": null, "target": "/v", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": [], "volume": {"name": "v", "type": "nfs"}}], "user": null}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "low"
	object.get(r, "why", "") != ""
	count(rule.deny) == 0 with input as document with data.varve.params.profile as "pss-baseline"
}

test_fires_root_by_number if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sysctls": {}, "host_process": false, "health": null, "hooks": [], "mounts": [], "user": "0"}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "low"
	object.get(r, "why", "") != ""
	count(rule.deny) == 0 with input as document with data.varve.params.profile as "pss-baseline"
}

test_near_miss_a_safe_setting if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sysctls": {"net.ipv4.ip_unprivileged_port_start": "0"}, "host_process": false, "health": null, "hooks": [], "mounts": [], "user": null}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_probe_of_the_pod if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sysctls": {}, "host_process": false, "health": {"test": [], "disabled": false, "probes": [{"event": "liveness", "way": "http", "argv": [], "address": "http://:8080/healthz", "user": null, "privileged": false, "env": []}]}, "hooks": [], "mounts": [], "user": null}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_probe_of_a_port if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sysctls": {}, "host_process": false, "health": {"test": [], "disabled": false, "probes": [{"event": "liveness", "way": "http", "argv": [], "address": ":8080", "user": null, "privileged": false, "env": []}]}, "hooks": [], "mounts": [], "user": null}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_claim if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sysctls": {}, "host_process": false, "health": null, "hooks": [], "mounts": [{"kind": "remote", "source_raw": "v", "source": "v", "source_known": true, "classes": [], "disguise": null, "target": "/v", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": [], "volume": {"name": "v", "type": "persistentVolumeClaim"}}], "user": null}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_compose_file if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sysctls": {"kernel.msgmax": "65536"}, "host_process": false, "health": null, "hooks": [], "mounts": [], "user": "0"}}
	count(rule.deny) == 0 with input as document
}
