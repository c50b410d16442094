package varve.container.host_root_test

import data.varve.container.host_root as rule

container(class, relation, ro) := {
	"run": {
		"use_api_socket": false, "groups": [],
		"mounts": [{
			"kind": "host", "source": "/", "source_raw": "/", "target": "/x", "ro": ro,
			"classes": [{"class": class, "relation": relation, "member": "/"}],
		}],
	},
	"effective": {"root": true},
}

test_writable_is_critical if {
	some r in rule.deny with input as container("root", "exact", false)
	not r.severity
}

test_read_only_is_high if {
	some r in rule.deny with input as container("root", "exact", true)
	r.severity == "high"
}

test_near_miss_directory_of_the_application if {
	count(rule.deny) == 0 with input as container("app", "exact", false)
}
