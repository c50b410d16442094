# METADATA
# title: Start file writable by the user that the run spec sets
# description: |
#   The run spec chooses another user or another program than the image, and with that choice the
#   process may rewrite what starts it, or swap it through its directory: an intruder stays in place
#   over every restart. What holds for the image by itself is told about the image.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# custom:
#   id: ENT-05
#   severity: high
#   scope: container
#   remediation: |
#     Run as a user that may not write the file named, or let root own it in the image; a read-only
#     root file system (read_only, readOnlyRootFilesystem) closes the way for good.
#   standards: {nist_800_190: ["4.1.2"]}
package varve.container.start_file_writable

import data.varve.lib.start
import data.varve.lib.text

deny contains r if {
	chosen
	some link in start.files(input.effective.start)
	who := start.writers(link, input.effective)
	count(who) > 0
	r := object.union(
		{
			"msg": $"{link.path} ({link.role} of the start, mode {link.mode}) can be rewritten by {text.list(who)}, and the container runs as uid {input.effective.uid}",
			"path": link.path,
			"layer": link.diff_id,
			"field": field,
			"key": $"writable {link.path}",
			"evidence": {"writable_by": sort(who), "mode": link.mode, "role": link.role},
		},
		lowered,
	)
}

deny contains r if {
	chosen
	some link in start.files(input.effective.start)
	count(start.writers(link, input.effective)) == 0
	places := start.replaceable(link, input.effective)
	count(places) > 0
	r := object.union(
		{
			"msg": $"{link.path} ({link.role} of the start) can be replaced by whoever may write its directories ({text.list(places)}), and the container runs as uid {input.effective.uid}",
			"path": link.path,
			"layer": link.diff_id,
			"field": field,
			"key": $"replaceable {link.path}",
			"evidence": {"dir_writable_by": sort(places), "role": link.role},
		},
		lowered,
	)
}

chosen if input.run.user != null

chosen if input.run.entrypoint != null

chosen if count(input.run.groups) > 0

field := "user" if input.run.user != null

field := "entrypoint" if {
	input.run.user == null
	input.run.entrypoint != null
}

field := "groups" if {
	input.run.user == null
	input.run.entrypoint == null
}

default lowered := {}

lowered := {"severity": "low", "why": "the root file system is mounted read-only"} if input.run.rootfs_ro
