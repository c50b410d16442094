package varve.image.ssh_server_test

import data.varve.image.ssh_server as rule

test_fires_a_daemon_that_is_started if {
	document := {"ssh": {"daemon": "/usr/sbin/sshd", "in_start": true, "port": false, "host_keys": [], "config": {"permitrootlogin": "yes"}, "authorized_keys": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_daemon_behind_an_exposed_port if {
	document := {"ssh": {"daemon": "/usr/sbin/sshd", "in_start": false, "port": true, "host_keys": [], "config": {}, "authorized_keys": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_daemon_with_host_keys if {
	document := {"ssh": {"daemon": "/usr/sbin/sshd", "in_start": false, "port": false, "host_keys": ["/etc/ssh/ssh_host_rsa_key"], "config": {}, "authorized_keys": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_daemon_that_nothing_starts if {
	document := {"ssh": {"daemon": "/usr/sbin/sshd", "in_start": false, "port": false, "host_keys": [], "config": {}, "authorized_keys": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "low"
	object.get(r, "why", "") != ""
}

test_fires_authorised_keys_alone if {
	document := {"ssh": {"daemon": null, "in_start": false, "port": false, "host_keys": [], "config": {}, "authorized_keys": [{"path": "/root/.ssh/authorized_keys", "keys": 2}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_near_miss_an_empty_file_of_keys if {
	document := {"ssh": {"daemon": null, "in_start": false, "port": false, "host_keys": [], "config": {}, "authorized_keys": [{"path": "/root/.ssh/authorized_keys", "keys": 0}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_the_client_only if {
	document := {"ssh": {"daemon": null, "in_start": false, "port": false, "host_keys": [], "config": {"port": "22"}, "authorized_keys": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}
