package varve.image.start_directory_writable_test

import data.varve.image.start_directory_writable as rule

image(uid, writable_by, places) := {
	"user": {"uid": uid, "groups": [100]},
	"start": {"links": [{
		"path": "/app/run.sh", "role": "script", "mode": "0755", "covered_by": null,
		"diff_id": "sha256:aa", "writable_by": writable_by, "dir_writable_by": places,
	}]},
}

test_fires if {
	count(rule.deny) == 1 with input as image(1000, [], ["uid:1000 /app"])
}

test_near_miss_other_user_with_same_prefix if {
	count(rule.deny) == 0 with input as image(1000, [], ["uid:10001 /app"])
}

test_near_miss_root if {
	count(rule.deny) == 0 with input as image(0, [], ["world /app"])
}

test_near_miss_the_file_itself_is_writable_and_reported_as_that if {
	count(rule.deny) == 0 with input as image(1000, ["world"], ["world /app"])
}
