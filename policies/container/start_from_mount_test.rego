package varve.container.start_from_mount_test

import data.varve.container.start_from_mount as rule

test_fires_the_program_from_the_host if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": [{"kind": "host", "source_raw": "/srv/app", "source": "/srv/app", "source_known": true, "classes": [], "disguise": null, "target": "/app", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": [], "covers": {"entries": 3, "bytes": 900, "executables": 1, "links": ["/app/run.sh"], "code": [], "volume": null}}]}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_read_only if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": [{"kind": "host", "source_raw": "/srv/app", "source": "/srv/app", "source_known": true, "classes": [], "disguise": null, "target": "/app", "ro": true, "propagation": "rprivate", "subpath": "", "shared_with": [], "covers": {"entries": 3, "bytes": 900, "executables": 1, "links": ["/app/run.sh"], "code": [], "volume": null}}]}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_fires_a_program_that_the_image_lacks if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": [{"kind": "host", "source_raw": "/srv/app", "source": "/srv/app", "source_known": true, "classes": [], "disguise": null, "target": "/app", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": [], "covers": {"entries": 3, "bytes": 900, "executables": 1, "links": [], "code": [], "volume": null}}]}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "binary", "asked": "/app/x", "via": "argv", "status": "covered", "direction": null, "target": null, "notes": [], "covered_by": "/app", "path": null, "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_volume_that_another_container_writes if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": [{"kind": "volume", "source_raw": "code", "source": "code", "source_known": true, "classes": [], "disguise": null, "target": "/app", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": [{"unit": "compose shop/builder", "writes": true}], "covers": {"entries": 3, "bytes": 900, "executables": 1, "links": ["/app/run.sh"], "code": [], "volume": null}}]}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_directory_of_path if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": [{"kind": "host", "source_raw": "/srv/bin", "source": "/srv/bin", "source_known": true, "classes": [], "disguise": null, "target": "/usr/local/bin", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": [], "covers": {"entries": 3, "bytes": 900, "executables": 1, "links": [], "code": [{"path": "/usr/local/bin", "what": "path-dir"}], "volume": null}}]}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_script_of_a_configmap if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": [{"kind": "config", "source_raw": "scripts", "source": "scripts", "source_known": true, "classes": [], "disguise": null, "target": "/app/run.sh", "ro": true, "propagation": "rprivate", "subpath": "", "shared_with": [], "covers": {"entries": 3, "bytes": 900, "executables": 1, "links": ["/app/run.sh"], "code": [], "volume": null}, "volume": {"name": "scripts", "type": "configMap"}}]}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_undetermined_image_not_at_hand if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["/app/run.sh"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": [{"kind": "host", "source_raw": "/srv/app", "source": "/srv/app", "source_known": true, "classes": [], "disguise": null, "target": "/app", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}]}, "image": null, "effective": null}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
}

test_near_miss_a_volume_nobody_else_writes if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": [{"kind": "volume", "source_raw": "code", "source": "code", "source_known": true, "classes": [], "disguise": null, "target": "/app", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": [], "covers": {"entries": 3, "bytes": 900, "executables": 1, "links": ["/app/run.sh"], "code": [], "volume": null}}]}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_data if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": [{"kind": "host", "source_raw": "/srv/data", "source": "/srv/data", "source_known": true, "classes": [], "disguise": null, "target": "/data", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": [], "covers": {"entries": 3, "bytes": 900, "executables": 1, "links": [], "code": [], "volume": null}}]}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_accounts_are_not_code if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": [{"kind": "host", "source_raw": "/srv/passwd", "source": "/srv/passwd", "source_known": true, "classes": [], "disguise": null, "target": "/etc/passwd", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": [], "covers": {"entries": 3, "bytes": 900, "executables": 1, "links": [], "code": [{"path": "/etc/passwd", "what": "account"}], "volume": null}}]}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}
