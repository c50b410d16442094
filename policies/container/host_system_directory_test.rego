package varve.container.host_system_directory_test

import data.varve.container.host_system_directory as rule

container(class, relation, ro) := {
	"run": {
		"use_api_socket": false, "groups": [],
		"mounts": [{
			"kind": "host", "source": "/etc/cron.d", "source_raw": "/etc/cron.d", "target": "/x", "ro": ro,
			"classes": [{"class": class, "relation": relation, "member": "/etc"}],
		}],
	},
	"effective": {"root": true},
}

test_writable_is_critical if {
	some r in rule.deny with input as container("exec", "below", false)
	not r.severity
}

test_read_only_is_medium if {
	some r in rule.deny with input as container("exec", "below", true)
	r.severity == "medium"
}

test_near_miss_benign_file if {
	count(rule.deny) == 0 with input as container("benign", "exact", true)
}

test_near_miss_whole_host_is_another_rules if {
	doc := {"run": {"mounts": [{
		"kind": "host", "source": "/", "source_raw": "/", "target": "/x", "ro": false, "classes": [
			{"class": "root", "relation": "exact", "member": "/"},
			{"class": "exec", "relation": "above", "member": "/etc"},
		],
	}]}}
	count(rule.deny) == 0 with input as doc
}
