package varve.file.device_node_test

import data.varve.file.device_node as rule

file(type, major, minor) := {
	"path": "/dev/x", "type": type, "mode": "0660", "device": {"major": major, "minor": minor},
}

test_disks_and_memory_are_high if {
	every case in [["blockdev", 8, 0], ["chardev", 1, 1]] {
		some r in rule.deny with input as file(case[0], case[1], case[2])
		r.severity == "high"
	}
}

test_other_devices_fire if {
	some r in rule.deny with input as file("chardev", 10, 229)
	not r.severity
}

test_near_miss_standard_devices if {
	count(rule.deny) == 0 with input as file("chardev", 1, 3)
	count(rule.deny) == 0 with input as file("chardev", 0, 0)
}
