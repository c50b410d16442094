package varve.image.mount_point_trap_test

import data.varve.image.mount_point_trap as rule

test_fires_a_working_directory_that_is_an_open_file if {
	document := {"config": {"workdir": "/proc/self/fd/7", "volumes": []}, "mountpoints": [], "layers": [{"i": 0, "diff_id": "sha256:aa"}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "critical"
	object.get(r, "why", "") != ""
}

test_fires_written_another_way if {
	document := {"config": {"workdir": "//proc/./1/root/tmp", "volumes": []}, "mountpoints": [], "layers": [{"i": 0, "diff_id": "sha256:aa"}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "critical"
	object.get(r, "why", "") != ""
}

test_fires_through_the_device_directory if {
	document := {"config": {"workdir": "/dev/fd/8/../../..", "volumes": []}, "mountpoints": [], "layers": [{"i": 0, "diff_id": "sha256:aa"}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "critical"
	object.get(r, "why", "") != ""
}

test_fires_a_link_at_proc if {
	document := {"config": {"workdir": "/app", "volumes": []}, "mountpoints": [{"path": "/proc", "type": "symlink", "target": "/tmp/proc", "layer": 0}], "layers": [{"i": 0, "diff_id": "sha256:aa"}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_link_at_the_console if {
	document := {"config": {"workdir": "/app", "volumes": []}, "mountpoints": [{"path": "/dev/console", "type": "symlink", "target": "/etc/shadow", "layer": 0}], "layers": [{"i": 0, "diff_id": "sha256:aa"}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_volume_below_proc if {
	document := {"config": {"workdir": "/app", "volumes": ["/proc/sys"]}, "mountpoints": [], "layers": [{"i": 0, "diff_id": "sha256:aa"}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_volume_for_systemd if {
	document := {"config": {"workdir": "/app", "volumes": ["/sys/fs/cgroup"]}, "mountpoints": [], "layers": [{"i": 0, "diff_id": "sha256:aa"}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "low"
	object.get(r, "why", "") != ""
}

test_near_miss_the_usual_links if {
	document := {"config": {"workdir": "/app", "volumes": []}, "mountpoints": [{"path": "/var/run", "type": "symlink", "target": "/run", "layer": 0}, {"path": "/var/lock", "type": "symlink", "target": "/run/lock", "layer": 0}, {"path": "/etc/mtab", "type": "symlink", "target": "/proc/mounts", "layer": 0}, {"path": "/dev/fd", "type": "symlink", "target": "/proc/self/fd", "layer": 0}, {"path": "/dev/stdout", "type": "symlink", "target": "/proc/self/fd/1", "layer": 0}], "layers": [{"i": 0, "diff_id": "sha256:aa"}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_empty_directories_to_mount_at if {
	document := {"config": {"workdir": "/app", "volumes": []}, "mountpoints": [{"path": "/proc", "type": "dir", "target": null, "layer": 0}, {"path": "/sys", "type": "dir", "target": null, "layer": 0}, {"path": "/dev", "type": "dir", "target": null, "layer": 0}], "layers": [{"i": 0, "diff_id": "sha256:aa"}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_paths_that_only_sound_alike if {
	document := {"config": {"workdir": "/process/fd", "volumes": ["/system", "/data/proc"]}, "mountpoints": [], "layers": [{"i": 0, "diff_id": "sha256:aa"}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_a_working_directory_in_proc_that_leads_nowhere if {
	document := {"config": {"workdir": "/proc/self/task", "volumes": []}, "mountpoints": [], "layers": [{"i": 0, "diff_id": "sha256:aa"}]}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}
