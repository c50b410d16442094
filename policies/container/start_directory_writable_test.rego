package varve.container.start_directory_writable_test

import data.varve.container.start_directory_writable as rule

test_fires_by_the_user_that_is_set if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "1000", "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/app/run.sh", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/app/run.sh", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": ["uid:1000"]}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
	{x.key | some x in results} == {"replaceable /app/run.sh"}
}

test_fires_with_the_place_named if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "1000", "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "binary", "asked": "/app/run.sh", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/app/run.sh", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": ["gid:1000 /app"]}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_read_only_root if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "1000", "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": true, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/app/run.sh", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/app/run.sh", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": ["uid:1000"]}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "low"
	object.get(r, "why", "") != ""
}

test_undetermined_a_user_that_is_not_known if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "app", "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "app", "uid": null, "gid": 1000, "groups": [1000], "root": null, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/app/run.sh", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/app/run.sh", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": ["uid:1000"]}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
}

test_near_miss_the_file_itself_is_writable_told_once if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "1000", "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/app/run.sh", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/app/run.sh", "mode": "0775", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": ["gid:1000", "uid:1000"], "dir_writable_by": ["uid:1000"]}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_sticky_directory_of_others if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "1000", "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "binary", "asked": "/tmp/run.sh", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/tmp/run.sh", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_root if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "0", "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 0, "gid": 1000, "groups": [0], "root": true, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/app/run.sh", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/app/run.sh", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": ["world"]}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_the_images_own_user if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "script", "asked": "/app/run.sh", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/app/run.sh", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": ["uid:1000"]}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}
