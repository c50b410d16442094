package varve.container.no_user_namespace_test

import data.varve.container.no_user_namespace as rule

test_fires_switched_off if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": []}, "effective": {"root": true, "host_root": "yes"}, "origin": {"ns.user": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_host_directory_to_write if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/srv/data", "source": "/srv/data", "source_known": true, "classes": [{"class": "app", "relation": "exact", "member": "/srv/data"}], "disguise": null, "target": "/data", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "host_root": "yes"}, "origin": {}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_near_miss_root_alone if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": []}, "effective": {"root": true, "host_root": "yes"}, "origin": {}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_another_user if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/srv/data", "source": "/srv/data", "source_known": true, "classes": [{"class": "app", "relation": "exact", "member": "/srv/data"}], "disguise": null, "target": "/data", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": false, "host_root": "yes"}, "origin": {"ns.user": {"how": "set", "file": "compose.yaml", "pointer": "", "line": 9}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_daemon_that_maps_users if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/srv/data", "source": "/srv/data", "source_known": true, "classes": [{"class": "app", "relation": "exact", "member": "/srv/data"}], "disguise": null, "target": "/data", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "host_root": "no"}, "origin": {}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_host_directory_to_read if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/srv/data", "source": "/srv/data", "source_known": true, "classes": [{"class": "app", "relation": "exact", "member": "/srv/data"}], "disguise": null, "target": "/data", "ro": true, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "host_root": "yes"}, "origin": {}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_random_numbers_to_write if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "mounts": [{"kind": "host", "source_raw": "/dev/urandom", "source": "/dev/urandom", "source_known": true, "classes": [{"class": "benign", "relation": "exact", "member": "/dev/urandom"}], "disguise": null, "target": "/dev/random", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "effective": {"root": true, "host_root": "yes"}, "origin": {}}
	count(rule.deny) == 0 with input as document
}
