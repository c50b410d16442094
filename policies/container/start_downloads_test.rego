package varve.container.start_downloads_test

import data.varve.container.start_downloads as rule

test_fires_a_script_piped_to_a_shell if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["x"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "binary", "asked": "/bin/sh", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": ["fetch-piped-to-interpreter"], "covered_by": null, "path": "/bin/sh", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
	{x.key | some x in results} == {"fetch-piped-to-interpreter"}
}

test_fires_text_evaluated if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["x"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": ["fetch-evaluated"], "links": [], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_with_a_checksum if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["x"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "binary", "asked": "/bin/sh", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": ["fetch-piped-to-interpreter", "fetch-verified"], "covered_by": null, "path": "/bin/sh", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "low"
	object.get(r, "why", "") != ""
}

test_near_miss_another_note if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["x"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "binary", "asked": "/bin/sh", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": ["dynamic"], "covered_by": null, "path": "/bin/sh", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_the_images_own_script if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": ["x"], "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "binary", "asked": "/app/run.sh", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": ["fetch-evaluated"], "covered_by": null, "path": "/app/run.sh", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "binary", "asked": "/app/run.sh", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": ["fetch-evaluated"], "covered_by": null, "path": "/app/run.sh", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_nothing_chosen if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "user": null, "entrypoint": null, "command": null, "groups": [], "workdir": null, "env": [], "nonroot_required": false, "rootfs_ro": false, "no_new_privs": false, "mounts": []}, "effective": {"user": "1000", "uid": 1000, "gid": 1000, "groups": [1000], "root": false, "how": "number", "user_notes": [], "host_root": "yes", "start": {"argv": ["run"], "status": "ok", "notes": [], "links": [{"n": 0, "role": "binary", "asked": "/bin/sh", "via": "argv", "status": "ok", "direction": null, "target": null, "notes": ["fetch-evaluated"], "covered_by": null, "path": "/bin/sh", "mode": "0755", "special": [], "uid": 0, "gid": 0, "caps": null, "layer": 1, "diff_id": "sha256:aa", "writable_by": [], "dir_writable_by": []}], "drops_to": null, "path_before_hit": []}}, "image": {"user": {"spec": "1000", "uid": 1000, "root": false, "how": "number"}, "start": {"argv": ["app"], "status": "ok", "notes": [], "links": [], "drops_to": null}}}
	count(rule.deny) == 0 with input as document
}
