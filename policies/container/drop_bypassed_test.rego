package varve.container.drop_bypassed_test

import data.varve.container.drop_bypassed as rule

test_fires_another_entrypoint if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["/app/server"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["entry"], "status": "ok", "notes": [], "links": [], "drops_to": {"uid": 999, "user": "app", "via": "/usr/sbin/gosu", "certain": true}}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_near_miss_another_command_only if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": ["serve"], "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["entry"], "status": "ok", "notes": [], "links": [], "drops_to": {"uid": 999, "user": "app", "via": "/usr/sbin/gosu", "certain": true}}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_user_is_set if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": "999", "entrypoint": ["/app/server"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 999, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["entry"], "status": "ok", "notes": [], "links": [], "drops_to": {"uid": 999, "user": "app", "via": "/usr/sbin/gosu", "certain": true}}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_it_drops_by_itself if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["gosu", "app", "/app/server"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": {"uid": 999, "user": "app", "via": "/usr/sbin/gosu", "certain": true}, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["entry"], "status": "ok", "notes": [], "links": [], "drops_to": {"uid": 999, "user": "app", "via": "/usr/sbin/gosu", "certain": true}}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_the_image_drops_in_one_branch_only if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["/app/server"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["entry"], "status": "ok", "notes": [], "links": [], "drops_to": {"uid": 999, "user": "app", "via": "/usr/sbin/gosu", "certain": false}}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_the_image_never_drops if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["/app/server"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}
