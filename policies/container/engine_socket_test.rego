package varve.container.engine_socket_test

import data.varve.container.engine_socket as rule

container(class, relation, ro) := {
	"run": {
		"use_api_socket": false, "groups": [],
		"mounts": [{
			"kind": "host", "source": "/run", "source_raw": "/run", "target": "/x", "ro": ro,
			"classes": [{"class": class, "relation": relation, "member": "/run/docker.sock"}],
		}],
	},
	"effective": {"root": true},
}

test_fires_on_the_socket_and_on_a_parent_even_read_only if {
	every relation in ["exact", "above"] {
		some r in rule.deny with input as container("runtime-socket", relation, true)
		r.field == "mounts[0]"
		not r.severity
	}
}

test_fires_on_use_api_socket if {
	doc := {"run": {"use_api_socket": true, "groups": [], "mounts": []}, "effective": {"root": true}}
	some r in rule.deny with input as doc
	r.key == "use_api_socket"
}

test_not_root_is_high if {
	doc := object.union(container("runtime-socket", "exact", false), {"effective": {"root": false}})
	some r in rule.deny with input as doc
	r.severity == "high"
}

test_not_root_in_a_group_of_the_image_stays_critical if {
	started := {"root": false, "gid": 1000, "groups": [998, 1000]}
	doc := object.union(container("runtime-socket", "exact", false), {"effective": started})
	some r in rule.deny with input as doc
	not r.severity
}

test_not_root_in_its_first_group_alone_is_high if {
	started := {"root": false, "gid": 1000, "groups": [1000]}
	doc := object.union(container("runtime-socket", "exact", false), {"effective": started})
	some r in rule.deny with input as doc
	r.severity == "high"
}

test_not_known_who_runs_stays_critical if {
	doc := object.union(container("runtime-socket", "exact", false), {"effective": {"root": null}})
	some r in rule.deny with input as doc
	not r.severity
}

test_near_miss_other_class if {
	count(rule.deny) == 0 with input as container("app", "exact", false)
}
