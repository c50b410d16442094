package varve.container.secret_in_run_spec_test

import data.varve.container.secret_in_run_spec as rule

test_fires_by_the_form_of_the_value if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "env": [{"name": "DB_PASSWORD", "value": "****", "secret": true, "secret_shape": "form"}], "hooks": [], "labels": {}, "health": null, "entrypoint": null, "command": null}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_by_the_name if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "env": [{"name": "DB_PASSWORD", "value": "****", "secret": true, "secret_shape": "name"}], "hooks": [], "labels": {}, "health": null, "entrypoint": null, "command": null}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_fires_a_word_of_the_command if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "env": [], "hooks": [], "labels": {}, "health": null, "entrypoint": null, "command": ["app", "--password=****"]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_near_miss_no_secret if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "env": [{"name": "LOG_LEVEL", "value": "debug", "secret": false}], "hooks": [], "labels": {}, "health": null, "entrypoint": null, "command": null}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_from_a_file if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "env": [{"name": "DB_PASSWORD", "value": null, "secret": true}], "hooks": [], "labels": {}, "health": null, "entrypoint": null, "command": null}}
	count(rule.deny) == 0 with input as document
}
