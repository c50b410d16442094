package varve.image.start_file_replaced_test

import data.varve.image.start_file_replaced as rule

link := {
	"n": 0, "role": "binary", "asked": "/usr/bin/agent", "via": "argv", "path": "/usr/bin/agent", "covered_by": null,
	"layer": 2, "diff_id": "sha256:cc", "digest": "sha256:22", "versions": 2, "base": null, "package_change": false,
	"copies": [{"layer": 0, "diff_id": "sha256:aa", "digest": "sha256:11", "bytes": 9, "mode": "0755", "created_by": null, "base": null}],
	"package": {"name": "agent", "version": "2.1", "digest_matches": null}, "ownership": "owned",
	"created_by": "RUN make install",
}

image(changes) := {"start": {"links": [object.union(link, changes)]}}

found(changes) := {[r.key, object.get(r, "severity", "medium"), object.get(r, "status", "fail")] |
	some r in results
} if {
	results := rule.deny with input as image(changes)
}

test_fires_on_other_content_in_a_later_layer if {
	found({}) == {["replaced", "medium", "fail"]}
}

test_is_high_for_a_program_that_no_package_owns if {
	found({"ownership": "unowned", "package": null}) == {["replaced", "high", "fail"]}
}

test_stays_medium_for_a_script_that_no_package_owns if {
	found({"ownership": "unowned", "package": null, "role": "script"}) == {["replaced", "medium", "fail"]}
}

test_is_high_for_a_program_other_than_its_package_brought if {
	found({"ownership": "modified", "package": {"name": "agent", "version": "2.1", "digest_matches": false}}) == {["modified", "high", "fail"]}
}

test_is_high_in_a_squashed_image_too if {
	found({"ownership": "modified", "package": {"name": "agent", "version": "2.1", "digest_matches": false}, "versions": 1, "copies": []}) == {["modified", "high", "fail"]}
}

test_undetermined_if_too_much_is_replaced if {
	found({"versions": null, "copies": []}) == {["replaced", "medium", "undetermined"]}
}

test_near_miss_same_bytes if {
	found({"digest": "sha256:11"}) == set()
}

test_near_miss_a_package_was_updated if {
	found({"package_change": true}) == set()
}

test_near_miss_the_step_names_the_file if {
	found({"created_by": "COPY build/agent /usr/bin/ # buildkit"}) == set()
	found({"created_by": `CMD COPY ["agent","/usr/bin/agent"]`}) == set()
}

test_fires_where_the_step_names_another_file if {
	found({"created_by": "COPY agent-config /etc/"}) == {["replaced", "medium", "fail"]}
}

test_near_miss_the_base_image_replaces_it_itself if {
	found({"base": true}) == set()
}

test_near_miss_one_version if {
	found({"versions": 1, "copies": []}) == set()
}

test_near_miss_a_mount_covers_it if {
	found({"covered_by": "/usr/bin"}) == set()
}
