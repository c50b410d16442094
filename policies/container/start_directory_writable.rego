# METADATA
# title: Start file replaceable by the user that the run spec sets
# description: |
#   Who may write a directory may move any file in it away and put another in its place, whatever the
#   file's own mode. The run spec chooses a user or a program for which that holds on the way to what
#   starts.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.container
# custom:
#   id: ENT-06
#   severity: high
#   scope: container
#   needs: ["effective.start.links[].dir_writable_by"]
#   remediation: |
#     Run as a user that may not write the directories on the way to the file named, or let root own
#     them in the image; a read-only root file system closes the way for good.
#   standards: {nist_800_190: ["4.1.2"]}
package varve.container.start_directory_writable

import data.varve.lib.chosen
import data.varve.lib.start
import data.varve.lib.text

deny contains r if {
	chosen.anything(input.run)
	some link in start.files(input.effective.start)
	count(start.writers(link, input.effective)) == 0
	who := replacers(link) & start.identities(input.effective)
	count(who) > 0
	r := object.union(
		{
			"msg": $"{link.path} ({link.role} of the start) can be replaced by {text.list(who)} through a directory on the way to it, and the container runs as uid {input.effective.uid}",
			"path": link.path,
			"layer": link.diff_id,
			"field": chosen.field(input.run),
			"key": $"replaceable {link.path}",
			"evidence": {"dir_writable_by": sort(who), "role": link.role},
		},
		lowered,
	)
}

deny contains r if {
	chosen.other_user(input.run)
	input.effective.uid == null
	some link in start.files(input.effective.start)
	who := replacers(link)
	count(who) > 0
	r := {
		"msg": $"{link.path} ({link.role} of the start) can be replaced by {text.list(who)}, and who user {input.effective.user} is cannot be told",
		"path": link.path,
		"layer": link.diff_id,
		"field": chosen.field(input.run),
		"key": $"replaceable {link.path}",
		"status": "undetermined",
		"evidence": {"dir_writable_by": sort(who), "role": link.role},
	}
}

# The place may be named behind the writer.
replacers(link) := {split(who, " ")[0] | some who in link.dir_writable_by}

default lowered := {}

lowered := {"severity": "low", "why": "the root file system is mounted read-only"} if input.run.rootfs_ro
