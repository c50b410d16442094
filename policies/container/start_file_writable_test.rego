package varve.container.start_file_writable_test

import data.varve.container.start_file_writable as rule

container(user, uid, writable_by, places) := {
	"run": {"user": user, "entrypoint": null, "groups": [], "rootfs_ro": false},
	"effective": {"uid": uid, "groups": [100], "start": {"links": [{
		"path": "/app/run.sh", "role": "script", "mode": "0775", "covered_by": null,
		"diff_id": "sha256:aa", "writable_by": writable_by, "dir_writable_by": places,
	}]}},
}

keys(doc) := {r.key | some r in results} if results := rule.deny with input as doc

test_fires if {
	keys(container("1000", 1000, ["uid:1000"], [])) == {"writable /app/run.sh"}
	keys(container("1000", 1000, [], ["gid:100 /app"])) == {"replaceable /app/run.sh"}
}

test_read_only_is_low if {
	doc := object.union(container("1000", 1000, ["world"], []), {"run": {"rootfs_ro": true}})
	some r in rule.deny with input as doc
	r.severity == "low"
}

test_near_miss_the_images_own_user if {
	keys(container(null, 1000, ["uid:1000"], [])) == set()
}

test_near_miss_root if keys(container("0", 0, ["world"], [])) == set()

test_near_miss_image_not_at_hand if {
	keys({"run": {"user": "1", "entrypoint": null, "groups": []}, "effective": null}) == set()
}
