package varve.container.preload_test

import data.varve.container.preload as rule

test_fires_a_library_that_no_package_owns if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "run", "asked": "/opt/x.so", "relative": false, "path": "/opt/x.so", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "writable_by": [], "dir_writable_by": []}]}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_library_that_the_process_can_write if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "run", "asked": "/opt/x.so", "relative": false, "path": "/opt/x.so", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "writable_by": ["uid:1000"], "dir_writable_by": []}]}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "high"
	object.get(r, "why", "") != ""
}

test_fires_a_library_whose_directory_the_process_can_write if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "run", "asked": "/opt/x.so", "relative": false, "path": "/opt/x.so", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "owned", "writable_by": [], "dir_writable_by": ["uid:1000"]}]}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "high"
	object.get(r, "why", "") != ""
}

test_fires_a_library_that_was_changed if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "run", "asked": "/opt/x.so", "relative": false, "path": "/opt/x.so", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "modified", "writable_by": [], "dir_writable_by": []}]}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_an_allocator_of_the_distribution if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "run", "asked": "libjemalloc.so.2", "relative": false, "path": "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "owned", "writable_by": [], "dir_writable_by": []}]}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_undetermined_a_mount_hides_it if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "run", "asked": "/opt/x.so", "relative": false, "path": "/opt/x.so", "status": "ok", "covered_by": "/opt", "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "writable_by": [], "dir_writable_by": []}]}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
}

test_undetermined_a_package_database_that_cannot_be_read if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "run", "asked": "/opt/x.so", "relative": false, "path": "/opt/x.so", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unknown", "writable_by": [], "dir_writable_by": []}]}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
}

test_near_miss_a_library_of_a_package if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "run", "asked": "/opt/x.so", "relative": false, "path": "/usr/lib/libfoo.so", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "owned", "writable_by": [], "dir_writable_by": []}]}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_directory_to_search if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "preload": [{"name": "PYTHONPATH", "source": "env", "origin": "run", "asked": "/app", "relative": false, "path": "/app", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "writable_by": [], "dir_writable_by": []}]}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_the_images_own_variable if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "preload": [{"name": "LD_PRELOAD", "source": "env", "origin": "image", "asked": "/opt/x.so", "relative": false, "path": "/opt/x.so", "status": "ok", "covered_by": null, "mode": "0755", "uid": 0, "gid": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "writable_by": [], "dir_writable_by": []}]}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}
