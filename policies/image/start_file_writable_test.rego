package varve.image.start_file_writable_test

import data.varve.image.start_file_writable as rule

image(uid, writable_by) := {
	"user": {"uid": uid, "groups": [100]},
	"start": {"links": [{
		"path": "/app/run.sh", "role": "script", "mode": "0775", "covered_by": null,
		"diff_id": "sha256:aa", "writable_by": writable_by,
	}]},
}

test_fires_for_user_group_and_world if {
	every who in ["uid:1000", "gid:100", "world"] {
		count(rule.deny) == 1 with input as image(1000, [who])
	}
}

test_near_miss_someone_else if {
	count(rule.deny) == 0 with input as image(1000, ["uid:33", "gid:33"])
}

test_near_miss_root_may_write_anything_anyway if {
	count(rule.deny) == 0 with input as image(0, ["world"])
}

test_near_miss_user_not_known if {
	count(rule.deny) == 0 with input as image(null, ["world"])
}
