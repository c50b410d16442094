package varve.container.start_broken_test

import data.varve.container.start_broken as rule

test_fires_a_program_that_is_not_there if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["x"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "missing", "notes": [], "links": [{"n": 0, "role": "binary", "asked": "/usr/bin/foo", "via": "argv", "status": "missing", "direction": null, "target": null, "notes": [], "covered_by": null, "path": null, "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_script_without_its_interpreter if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["x"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "missing", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/app/run.sh", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/app/run.sh", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}, {"n": 0, "role": "interpreter", "asked": "/bin/bash", "via": "argv", "status": "missing", "direction": null, "target": null, "notes": [], "covered_by": null, "path": null, "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_another_processor if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["x"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "wrong-arch", "notes": [], "links": [{"n": 0, "role": "binary", "asked": "/app/x", "via": "argv", "status": "wrong-arch", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/app/x", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_working_start_broken_by_a_mountless_workdir if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": "/srv", "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["./run"], "status": "missing", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_near_miss_it_works if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["x"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "binary", "asked": "/app/x", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/app/x", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_known_only_when_it_runs if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["x"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "dynamic", "notes": [], "links": [{"n": 0, "role": "binary", "asked": "/bin/sh", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/bin/sh", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_mount_decides if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["x"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "covered", "notes": [], "links": [{"n": 0, "role": "binary", "asked": "/app/x", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": [], "covered_by": "/app", "path": "/app/x", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_the_images_own_trouble if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "missing", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"start": {"argv": ["x"], "status": "missing", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}
