package varve.container.broken_check_command_test

import data.varve.container.broken_check_command as rule

test_fires_not_in_the_image if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"commands": [{"what": "health", "event": "test", "origin": "run", "argv": ["curl", "-f", "x"], "form": "exec", "status": "missing", "path": "/usr/bin/curl", "executable": "yes", "user": null, "covered_by": null}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_not_for_this_user if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"commands": [{"what": "health", "event": "test", "origin": "run", "argv": ["curl", "-f", "x"], "form": "exec", "status": "ok", "path": "/usr/bin/curl", "executable": "no", "user": null, "covered_by": null}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_hook_that_is_a_directory if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"commands": [{"what": "hook", "event": "post_start", "origin": "run", "argv": ["curl", "-f", "x"], "form": "exec", "status": "directory", "path": "/usr/bin/curl", "executable": "yes", "user": null, "covered_by": null}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_near_miss_there_and_executable if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"commands": [{"what": "health", "event": "test", "origin": "run", "argv": ["curl", "-f", "x"], "form": "exec", "status": "ok", "path": "/usr/bin/curl", "executable": "yes", "user": null, "covered_by": null}]}}
	count(rule.deny) == 0 with input as document
}

test_fires_another_processor if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"commands": [{"what": "health", "event": "test", "origin": "run", "argv": ["curl", "-f", "x"], "form": "exec", "status": "wrong-arch", "path": "/usr/bin/curl", "executable": "yes", "user": null, "covered_by": null}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_undetermined_below_a_mount if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"commands": [{"what": "health", "event": "test", "origin": "run", "argv": ["curl", "-f", "x"], "form": "exec", "status": "covered", "path": "/usr/bin/curl", "executable": "unknown", "user": null, "covered_by": "/usr"}]}}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
}

test_undetermined_words_of_a_shell_that_are_not_known if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"commands": [{"what": "health", "event": "test", "origin": "run", "argv": ["curl", "-f", "x"], "form": "exec", "status": "dynamic", "path": "/usr/bin/curl", "executable": "unknown", "user": null, "covered_by": null}]}}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
}

test_undetermined_rights_that_are_not_known if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"commands": [{"what": "health", "event": "test", "origin": "run", "argv": ["curl", "-f", "x"], "form": "exec", "status": "ok", "path": "/usr/bin/curl", "executable": "unknown", "user": null, "covered_by": null}]}}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
}

test_near_miss_no_command if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}}, "effective": {"commands": []}}
	count(rule.deny) == 0 with input as document
}
