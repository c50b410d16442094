package varve.container.path_shadowing_test

import data.varve.container.path_shadowing as rule

test_fires_a_writable_directory if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "1000", "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": [{"element": "/opt/bin", "present": true, "writable_by": ["uid:1000"]}]}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
	{x.key | some x in results} == {"/opt/bin"}
}

test_fires_a_directory_to_be_made if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "1000", "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": [{"element": "/home/app/bin", "present": false, "writable_by": ["uid:1000"]}]}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_the_working_directory if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [{"name": "PATH", "value": ":/usr/bin", "secret": false}], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": [{"element": "", "present": true, "writable_by": []}]}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_read_only_root if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "1000", "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": true, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": [{"element": "/opt/bin", "present": true, "writable_by": ["world"]}]}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "low"
	object.get(r, "why", "") != ""
}

test_near_miss_directories_of_root if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "1000", "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": [{"element": "/usr/local/sbin", "present": true, "writable_by": []}, {"element": "/usr/local/bin", "present": true, "writable_by": []}]}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_root if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "0", "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 0, "gid": 1000, "groups": [0], "root": true, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": [{"element": "/opt/bin", "present": true, "writable_by": ["world"]}]}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_the_images_own_user if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": [{"element": "/opt/bin", "present": true, "writable_by": ["uid:1000"]}]}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}
