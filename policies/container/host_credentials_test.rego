package varve.container.host_credentials_test

import data.varve.container.host_credentials as rule

container(class, relation, ro) := {
	"run": {
		"use_api_socket": false, "groups": [],
		"mounts": [{
			"kind": "host", "source": "/root/.ssh", "source_raw": "/root/.ssh", "target": "/x", "ro": ro,
			"classes": [{"class": class, "relation": relation, "member": "/root"}],
		}],
	},
	"effective": {"root": true},
}

test_writable_is_critical if {
	some r in rule.deny with input as container("credential", "below", false)
	r.severity == "critical"
}

test_read_only_is_high if {
	some r in rule.deny with input as container("credential", "exact", true)
	not r.severity
}

test_near_miss_other_class if {
	count(rule.deny) == 0 with input as container("app", "exact", false)
}
