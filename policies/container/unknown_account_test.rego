package varve.container.unknown_account_test

import data.varve.container.unknown_account as rule

test_fires_a_user if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "web", "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "web", "uid": null, "gid": 0, "groups": [0], "root": null, "how": "name-unknown", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
	{x.key | some x in results} == {"user"}
}

test_fires_a_group if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": ["docker"], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": ["group-unknown"], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
	{x.key | some x in results} == {"group"}
}

test_undetermined_a_mount_may_bring_it if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "web", "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": [{"kind": "host", "source_raw": "/srv/passwd", "source": "/srv/passwd", "source_known": true, "classes": [], "disguise": null, "target": "/etc/passwd", "ro": true, "propagation": "rprivate", "subpath": "", "shared_with": [], "target_resolved": "/etc/passwd"}]}, "effective": {"user": "web", "uid": null, "gid": 0, "groups": [0], "root": null, "how": "name-unknown", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
}

test_near_miss_a_number if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "1000", "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_name_that_is_known if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "web", "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "web", "uid": 33, "gid": 0, "groups": [0], "root": false, "how": "name", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_the_images_own_user_is_told_about_the_image if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "web", "uid": null, "gid": 0, "groups": [0], "root": null, "how": "name-unknown", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}
