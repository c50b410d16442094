# METADATA
# title: Start file writable by the user that the run spec sets
# description: |
#   The run spec chooses another user or another program than the image, and with that choice the
#   process may rewrite what starts it: an intruder stays in place over every restart. What holds for
#   the image by itself is told about the image.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.container
# custom:
#   id: ENT-05
#   severity: high
#   scope: container
#   needs: ["effective.start.links[].writable_by"]
#   remediation: |
#     Run as a user that may not write the file named, or let root own it in the image; a read-only
#     root file system (read_only, readOnlyRootFilesystem) closes the way for good.
#   standards: {nist_800_190: ["4.1.2"]}
package varve.container.start_file_writable

import data.varve.lib.chosen
import data.varve.lib.start
import data.varve.lib.text

deny contains r if {
	chosen.anything(input.run)
	some link in start.files(input.effective.start)
	who := start.writers(link, input.effective)
	count(who) > 0
	r := object.union(
		{
			"msg": $"{link.path} ({link.role} of the start, mode {link.mode}) can be rewritten by {text.list(who)}, and the container runs as uid {input.effective.uid}",
			"path": link.path,
			"layer": link.diff_id,
			"field": chosen.field(input.run),
			"key": $"writable {link.path}",
			"evidence": {"writable_by": sort(who), "mode": link.mode, "role": link.role},
		},
		lowered,
	)
}

deny contains r if {
	chosen.other_user(input.run)
	input.effective.uid == null
	some link in start.files(input.effective.start)
	count(link.writable_by) > 0
	r := {
		"msg": $"{link.path} ({link.role} of the start) can be rewritten by {text.list(link.writable_by)}, and who user {input.effective.user} is cannot be told",
		"path": link.path,
		"layer": link.diff_id,
		"field": chosen.field(input.run),
		"key": $"writable {link.path}",
		"status": "undetermined",
		"evidence": {"writable_by": link.writable_by, "mode": link.mode, "role": link.role},
	}
}

default lowered := {}

lowered := {"severity": "low", "why": "the root file system is mounted read-only"} if input.run.rootfs_ro
