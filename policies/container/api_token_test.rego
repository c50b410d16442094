package varve.container.api_token_test

import data.varve.container.api_token as rule

test_fires_the_default_account if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sa_token": true, "service_account": {"name": "default", "known": false, "bound": false}, "env": [], "command": []}, "effective": {"start": {"argv": []}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "low") == "low"
}

test_fires_arguments_that_say_nothing_of_the_api if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sa_token": true, "service_account": {"name": "default", "known": false, "bound": false}, "env": [], "command": ["serve", "--kube-like"]}, "effective": {"start": {"argv": ["serve", "--kube-like"]}}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "low") == "low"
}

test_near_miss_no_token if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sa_token": false, "service_account": {"name": "default", "known": false, "bound": false}, "env": [], "command": []}, "effective": {"start": {"argv": []}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_an_account_of_its_own if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sa_token": true, "service_account": {"name": "shop-api", "known": false, "bound": false}, "env": [], "command": []}, "effective": {"start": {"argv": []}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_the_default_account_with_a_role if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sa_token": true, "service_account": {"name": "default", "known": false, "bound": true}, "env": [], "command": []}, "effective": {"start": {"argv": []}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_client_of_the_api_by_its_variables if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sa_token": true, "service_account": {"name": "default", "known": false, "bound": false}, "env": [{"name": "KUBERNETES_NAMESPACE", "value": "1", "secret": false}], "command": []}, "effective": {"start": {"argv": []}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_client_of_the_api_by_its_arguments if {
	document := {"run": {"unit": {"kind": "Deployment", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sa_token": true, "service_account": {"name": "default", "known": false, "bound": false}, "env": [], "command": ["--leader-elect"]}, "effective": {"start": {"argv": ["--leader-elect"]}}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_no_kubernetes if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "sa_token": false, "service_account": null}}
	count(rule.deny) == 0 with input as document
}
