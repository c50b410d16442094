package varve.container.joined_namespace_test

import data.varve.container.joined_namespace as rule

test_fires_no_mount_namespace if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "host"}, "caps": {"add": [], "drop": []}, "cgroup_parent": ""}, "effective": {"peers": []}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "critical"
	object.get(r, "why", "") != ""
	{x.key | some x in results} == {"ns.mnt"}
}

test_fires_the_mount_namespace_of_process_1 if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "path:/proc/1/ns/mnt"}, "caps": {"add": [], "drop": []}, "cgroup_parent": ""}, "effective": {"peers": []}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "critical"
	object.get(r, "why", "") != ""
}

test_fires_the_network_of_process_1_by_path if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "path:/proc/1/ns/net", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "cgroup_parent": ""}, "effective": {"peers": []}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "critical"
	object.get(r, "why", "") != ""
}

test_fires_the_hosts_cgroups if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "host", "mnt": "private"}, "caps": {"add": [], "drop": []}, "cgroup_parent": ""}, "effective": {"peers": []}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "low"
	object.get(r, "why", "") != ""
}

test_fires_another_parent_in_the_cgroup_tree if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "cgroup_parent": "/batch"}, "effective": {"peers": []}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "low"
	object.get(r, "why", "") != ""
}

test_fires_a_privileged_peer if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "service:vpn", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "cgroup_parent": ""}, "effective": {"peers": [{"unit": "compose shop/vpn", "via": ["ns.net"], "known": true, "privileged": true, "host_ns": [], "caps_added": [], "host_classes": []}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "critical"
	object.get(r, "why", "") != ""
}

test_fires_a_peer_on_the_hosts_network if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "service:vpn", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "cgroup_parent": ""}, "effective": {"peers": [{"unit": "compose shop/vpn", "via": ["ns.net"], "known": true, "privileged": false, "host_ns": ["net"], "caps_added": [], "host_classes": []}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "high"
	object.get(r, "why", "") != ""
}

test_fires_a_peer_with_capabilities if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "service:vpn", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "cgroup_parent": ""}, "effective": {"peers": [{"unit": "compose shop/vpn", "via": ["ns.net"], "known": true, "privileged": false, "host_ns": [], "caps_added": ["NET_ADMIN"], "host_classes": []}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_peer_that_is_closed if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "service:vpn", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "cgroup_parent": ""}, "effective": {"peers": [{"unit": "compose shop/vpn", "via": ["ns.net"], "known": true, "privileged": false, "host_ns": [], "caps_added": [], "host_classes": []}]}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_undetermined_a_peer_that_was_not_read if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "container:vpn", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "cgroup_parent": ""}, "effective": {"peers": [{"unit": "compose shop/vpn", "via": ["ns.net"], "known": false, "privileged": false, "host_ns": [], "caps_added": [], "host_classes": []}]}}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
}

test_undetermined_image_not_at_hand if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "container:vpn", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "cgroup_parent": ""}, "effective": null}
	results := rule.deny with input as document
	count(results) > 0
	every r in results {
		object.get(r, "status", "fail") == "undetermined"
		r.msg != ""
	}
}

test_near_miss_all_its_own if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "cgroup_parent": ""}, "effective": {"peers": []}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_volumes_alone if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "cgroup_parent": ""}, "effective": {"peers": [{"unit": "compose shop/vpn", "via": ["volumes"], "known": true, "privileged": false, "host_ns": [], "caps_added": [], "host_classes": []}]}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_network_namespace_of_its_own_by_path if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "path:/run/netns/shop", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "cgroup_parent": ""}, "effective": {"peers": []}}
	count(rule.deny) == 0 with input as document
}
