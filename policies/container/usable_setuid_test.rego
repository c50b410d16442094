package varve.container.usable_setuid_test

import data.varve.container.usable_setuid as rule

test_fires_an_unusual_setuid_file if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "no_new_privs": false}, "effective": {"root": false, "uid": 1000, "user": "1000", "escalators": ["/opt/tool", "/usr/bin/su"], "escalator_files": [{"path": "/opt/tool", "mode": "4755", "uid": 0, "gid": 0, "special": ["setuid"], "caps": null, "layer": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "gains": ["uid:0"]}, {"path": "/usr/bin/su", "mode": "4755", "uid": 0, "gid": 0, "special": ["setuid"], "caps": null, "layer": 0, "diff_id": "sha256:aa", "package": null, "ownership": "owned", "gains": ["uid:0"]}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_only_what_distributions_ship if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "no_new_privs": false}, "effective": {"root": false, "uid": 1000, "user": "1000", "escalators": ["/usr/bin/su", "/usr/bin/mount"], "escalator_files": [{"path": "/usr/bin/su", "mode": "4755", "uid": 0, "gid": 0, "special": ["setuid"], "caps": null, "layer": 0, "diff_id": "sha256:aa", "package": null, "ownership": "owned", "gains": ["uid:0"]}, {"path": "/usr/bin/mount", "mode": "4755", "uid": 0, "gid": 0, "special": ["setuid"], "caps": null, "layer": 0, "diff_id": "sha256:aa", "package": null, "ownership": "owned", "gains": ["uid:0"]}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_fires_a_usual_name_that_no_package_owns if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "no_new_privs": false}, "effective": {"root": false, "uid": 1000, "user": "1000", "escalators": ["/usr/local/bin/su"], "escalator_files": [{"path": "/usr/local/bin/su", "mode": "4755", "uid": 0, "gid": 0, "special": ["setuid"], "caps": null, "layer": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "gains": ["uid:0"]}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_many_files if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "no_new_privs": false}, "effective": {"root": false, "uid": 1000, "user": "1000", "escalators": ["/opt/t0", "/opt/t1", "/opt/t2", "/opt/t3", "/opt/t4", "/opt/t5", "/opt/t6"], "escalator_files": [{"path": "/opt/t0", "mode": "4755", "uid": 0, "gid": 0, "special": ["setuid"], "caps": null, "layer": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "gains": ["uid:0"]}, {"path": "/opt/t1", "mode": "4755", "uid": 0, "gid": 0, "special": ["setuid"], "caps": null, "layer": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "gains": ["uid:0"]}, {"path": "/opt/t2", "mode": "4755", "uid": 0, "gid": 0, "special": ["setuid"], "caps": null, "layer": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "gains": ["uid:0"]}, {"path": "/opt/t3", "mode": "4755", "uid": 0, "gid": 0, "special": ["setuid"], "caps": null, "layer": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "gains": ["uid:0"]}, {"path": "/opt/t4", "mode": "4755", "uid": 0, "gid": 0, "special": ["setuid"], "caps": null, "layer": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "gains": ["uid:0"]}, {"path": "/opt/t5", "mode": "4755", "uid": 0, "gid": 0, "special": ["setuid"], "caps": null, "layer": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "gains": ["uid:0"]}, {"path": "/opt/t6", "mode": "4755", "uid": 0, "gid": 0, "special": ["setuid"], "caps": null, "layer": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "gains": ["uid:0"]}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_near_miss_no_new_privileges_is_on if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "no_new_privs": true}, "effective": {"root": false, "uid": 1000, "user": "1000", "escalators": ["/opt/tool"], "escalator_files": [{"path": "/opt/tool", "mode": "4755", "uid": 0, "gid": 0, "special": ["setuid"], "caps": null, "layer": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "gains": ["uid:0"]}]}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_nothing_to_run if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "no_new_privs": false}, "effective": {"root": false, "uid": 1000, "user": "1000", "escalators": [], "escalator_files": []}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_root_needs_no_way_up if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "no_new_privs": false}, "effective": {"root": true, "uid": 0, "user": "1000", "escalators": ["/opt/tool"], "escalator_files": [{"path": "/opt/tool", "mode": "4755", "uid": 0, "gid": 0, "special": ["setuid"], "caps": null, "layer": 0, "diff_id": "sha256:aa", "package": null, "ownership": "unowned", "gains": ["uid:0"]}]}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_image_not_at_hand if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "no_new_privs": false}, "image": null, "effective": null}
	count(rule.deny) == 0 with input as document
}
