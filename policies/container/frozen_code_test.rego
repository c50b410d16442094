package varve.container.frozen_code_test

import data.varve.container.frozen_code as rule

test_fires_a_link_of_the_start if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": [{"kind": "volume", "source_raw": "app", "source": "app", "source_known": true, "classes": [], "disguise": null, "target": "/app", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": [], "copy_up": true, "covers": {"entries": 3, "bytes": 900, "executables": 1, "links": ["/app/run.sh"], "code": [], "volume": null}}]}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_many_executables if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": [{"kind": "volume", "source_raw": "app", "source": "app", "source_known": true, "classes": [], "disguise": null, "target": "/opt/tools", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": [], "copy_up": true, "covers": {"entries": 3, "bytes": 900, "executables": 10, "links": [], "code": [], "volume": null}}]}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_near_miss_a_few_executables_among_data if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": [{"kind": "volume", "source_raw": "app", "source": "app", "source_known": true, "classes": [], "disguise": null, "target": "/data", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": [], "copy_up": true, "covers": {"entries": 3, "bytes": 900, "executables": 9, "links": [], "code": [], "volume": null}}]}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_nothing_is_copied if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": [{"kind": "volume", "source_raw": "app", "source": "app", "source_known": true, "classes": [], "disguise": null, "target": "/app", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": [], "copy_up": false, "covers": {"entries": 3, "bytes": 900, "executables": 1, "links": ["/app/run.sh"], "code": [], "volume": null}}]}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_kubernetes_copies_nothing if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": [{"kind": "volume", "source_raw": "app", "source": "app", "source_known": true, "classes": [], "disguise": null, "target": "/app", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": [], "copy_up": true, "covers": {"entries": 3, "bytes": 900, "executables": 1, "links": ["/app/run.sh"], "code": [], "volume": null}}]}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_image_not_at_hand if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": [{"kind": "volume", "source_raw": "app", "source": "app", "source_known": true, "classes": [], "disguise": null, "target": "/app", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": [], "copy_up": true, "covers": null}]}, "image": null, "effective": null}
	count(rule.deny) == 0 with input as document
}
