package varve.container.env_reaches_hooks_test

import data.varve.container.env_reaches_hooks as rule

test_fires_a_relative_library_and_a_graphics_card if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "host_hooks": {"gpu": true, "oci": [], "env": [{"name": "LD_PRELOAD", "value": "./evil.so", "origin": "image", "relative": true, "path": null, "status": "ok", "package": null, "ownership": "unowned"}]}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "critical") == "critical"
}

test_fires_a_hook_of_the_runtime if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "host_hooks": {"gpu": false, "oci": ["createContainer"], "env": [{"name": "LD_PRELOAD", "value": "./evil.so", "origin": "image", "relative": true, "path": null, "status": "ok", "package": null, "ownership": "unowned"}]}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "critical") == "critical"
}

test_fires_a_library_of_the_image if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "host_hooks": {"gpu": true, "oci": [], "env": [{"name": "LD_PRELOAD", "value": "/opt/evil.so", "origin": "image", "relative": false, "path": "/opt/evil.so", "status": "ok", "package": null, "ownership": "unowned"}]}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "critical") == "critical"
}

test_fires_an_allocator_of_the_distribution if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "host_hooks": {"gpu": true, "oci": [], "env": [{"name": "LD_PRELOAD", "value": "/usr/lib/libjemalloc.so.2", "origin": "image", "relative": false, "path": "/usr/lib/libjemalloc.so.2", "status": "ok", "package": null, "ownership": "owned"}]}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_fires_a_directory_to_search if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "host_hooks": {"gpu": true, "oci": [], "env": [{"name": "LD_LIBRARY_PATH", "value": "/usr/local/cuda/lib64", "origin": "image", "relative": false, "path": "/usr/local/cuda/lib64", "status": "ok", "package": null, "ownership": "unowned"}]}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}, "host": null}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_fires_a_toolkit_that_is_too_old if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "host_hooks": {"gpu": true, "oci": [], "env": [{"name": "LD_PRELOAD", "value": "./evil.so", "origin": "image", "relative": true, "path": null, "status": "ok", "package": null, "ownership": "unowned"}]}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}, "host": {"versions": {"nvidia_toolkit": "1.17.7"}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "critical") == "critical"
}

test_near_miss_a_toolkit_with_the_fix if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "host_hooks": {"gpu": true, "oci": [], "env": [{"name": "LD_PRELOAD", "value": "./evil.so", "origin": "image", "relative": true, "path": null, "status": "ok", "package": null, "ownership": "unowned"}]}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}, "host": {"versions": {"nvidia_toolkit": "1.17.8"}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_no_card_and_no_hook if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "host_hooks": {"gpu": false, "oci": [], "env": [{"name": "LD_PRELOAD", "value": "./evil.so", "origin": "image", "relative": true, "path": null, "status": "ok", "package": null, "ownership": "unowned"}]}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}, "host": null}
	count(rule.deny) == 0 with input as document
}

test_near_miss_the_run_specs_own_variable if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "host_hooks": {"gpu": true, "oci": [], "env": [{"name": "LD_PRELOAD", "value": "./evil.so", "origin": "run", "relative": true, "path": null, "status": "ok", "package": null, "ownership": "unowned"}]}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}, "host": null}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_place_that_the_image_does_not_have if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "", "uid": 0, "gid": 0, "groups": [0], "root": true, "how": "empty", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []}, "host_hooks": {"gpu": true, "oci": [], "env": [{"name": "LD_LIBRARY_PATH", "value": "/usr/local/nvidia/lib", "origin": "image", "relative": false, "path": null, "status": "ok", "package": null, "ownership": "unowned"}]}}, "image": {"user": {"spec": "", "uid": 0, "root": true, "how": "empty"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}, "host": null}
	count(rule.deny) == 0 with input as document
}
