package varve.file.world_writable_test

import data.varve.file.world_writable as rule

file(changes) := object.union(
	{
		"path": "/srv/data.json", "type": "file", "mode": "0666", "special": [], "executable": false,
	},
	changes,
)

test_data_is_low if {
	some r in rule.deny with input as file({})
	not r.severity
}

test_programs_and_settings_are_medium if {
	every change in [{"executable": true, "mode": "0777"}, {"path": "/etc/app.conf"}, {"path": "/usr/local/bin/a/b"}] {
		some r in rule.deny with input as file(change)
		r.severity == "medium"
	}
}

test_directory_without_sticky_bit_fires if {
	some r in rule.deny with input as file({"type": "dir", "path": "/srv/up", "mode": "0777"})
	r.key == "dir"
}

test_near_miss_sticky_directory if {
	count(rule.deny) == 0 with input as file({"type": "dir", "mode": "1777", "special": ["sticky"]})
}
