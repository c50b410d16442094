package varve.container.exposed_port_test

import data.varve.container.exposed_port as rule

test_fires_all_interfaces if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "ports": [{"host_ip": "", "host_port": "8080", "port": "8080", "proto": "tcp"}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "low") == "low"
	{x.key | some x in results} == {"*:8080/tcp"}
}

test_fires_all_interfaces_of_the_newer_protocol if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "ports": [{"host_ip": "::", "host_port": "8080", "port": "8080", "proto": "tcp"}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "low") == "low"
}

test_fires_a_low_port_on_one_address if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "ports": [{"host_ip": "192.0.2.7", "host_port": "514", "port": "8080", "proto": "tcp"}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "low") == "low"
}

test_fires_a_remote_shell if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "ports": [{"host_ip": "", "host_port": "2222", "port": "22", "proto": "tcp"}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_fires_the_engines_port_in_a_range if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "ports": [{"host_ip": "", "host_port": "2370-2380", "port": "2370-2380", "proto": "tcp"}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_fires_a_port_that_the_engine_picks if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "ports": [{"host_ip": "", "host_port": "", "port": "8080", "proto": "tcp"}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "low") == "low"
}

test_fires_a_port_of_the_node if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "ports": [{"host_ip": "", "host_port": "9100", "port": "9100", "proto": "tcp"}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "low") == "low"
}

test_near_miss_this_host_only if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "ports": [{"host_ip": "127.0.0.1", "host_port": "5432", "port": "5432", "proto": "tcp"}]}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_web_ports_are_there_to_be_reached if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "ports": [{"host_ip": "", "host_port": "443", "port": "8443", "proto": "tcp"}]}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_high_port_on_one_address if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "ports": [{"host_ip": "192.0.2.7", "host_port": "8080", "port": "8080", "proto": "tcp"}]}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_the_hosts_network_echoes_ports if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "host", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "ports": [{"host_ip": "", "host_port": "9100", "port": "9100", "proto": "tcp"}]}}
	count(rule.deny) == 0 with input as document
}
