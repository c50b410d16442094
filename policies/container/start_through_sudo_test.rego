package varve.container.start_through_sudo_test

import data.varve.container.start_through_sudo as rule

test_fires_sudo if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["x"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "privilege", "asked": "/usr/bin/sudo", "via": "argv", "status": "ok", "direction": "gain", "target": "root", "notes": [], "covered_by": null, "path": "/usr/bin/sudo", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_by_root if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["x"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 0, "gid": 1000, "groups": [1000], "root": true, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "privilege", "asked": "/usr/bin/sudo", "via": "argv", "status": "ok", "direction": "gain", "target": "root", "notes": [], "covered_by": null, "path": "/usr/bin/sudo", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "low"
	object.get(r, "why", "") != ""
}

test_fires_the_images_own_start_by_another_user if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "1000", "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "privilege", "asked": "/usr/bin/sudo", "via": "argv", "status": "ok", "direction": "gain", "target": "root", "notes": [], "covered_by": null, "path": "/usr/bin/sudo", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["sudo"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "privilege", "asked": "/usr/bin/sudo", "via": "argv", "status": "ok", "direction": "gain", "target": "root", "notes": [], "covered_by": null, "path": "/usr/bin/sudo", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_undetermined_a_user_that_is_not_known if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["x"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": null, "gid": 1000, "groups": [1000], "root": null, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "privilege", "asked": "/usr/bin/sudo", "via": "argv", "status": "ok", "direction": "gain", "target": "root", "notes": [], "covered_by": null, "path": "/usr/bin/sudo", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
}

test_near_miss_a_tool_that_drops if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["x"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "privilege", "asked": "/usr/sbin/gosu", "via": "argv", "status": "ok", "direction": "drop", "target": "app", "notes": [], "covered_by": null, "path": "/usr/sbin/gosu", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_game_of_numbers if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["x"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "binary", "asked": "sudoku", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": [], "covered_by": null, "path": "/usr/games/sudoku", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_the_images_own_start if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["x"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "privilege", "asked": "/usr/bin/sudo", "via": "argv", "status": "ok", "direction": "gain", "target": "root", "notes": [], "covered_by": null, "path": "/usr/bin/sudo", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "privilege", "asked": "/usr/bin/sudo", "via": "argv", "status": "ok", "direction": "gain", "target": "root", "notes": [], "covered_by": null, "path": "/usr/bin/sudo", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}
