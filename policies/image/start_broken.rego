# METADATA
# title: Start of the image cannot work
# description: |
#   The program that the image starts is not in it, is no program, has no interpreter, or is built for
#   another processor. Containers end at once, and are restarted to end again. Images that start nothing
#   by themselves do not count.
# related_resources:
#   - https://docs.docker.com/engine/containers/run/#exit-status
# schemas:
#   - input: schema.image
# custom:
#   id: ENT-10
#   severity: high
#   scope: image
#   remediation: |
#     Name a program that the image has, with its whole path; build for the platform that the image
#     declares; save scripts with Unix line ends.
#   standards: {}
package varve.image.start_broken

import data.varve.lib.start

deny contains r if {
	input.start.form != "none"
	count(input.start.argv) > 0
	status := input.start.status
	not status in {"ok", "dynamic", "covered"}
	r := object.union(
		{
			"msg": $"the start cannot work: {start.culprit(input.start)} {start.broken_texts[status]}",
			"key": status,
			"evidence": {"argv": input.start.argv, "status": status, "notes": start.broken_notes(input.start)},
		},
		lowered(status),
	)
}

lowered(status) := {"severity": "low", "why": "the image brings an emulator for the other processor"} if {
	status == "wrong-arch"
	some link in input.start.links
	contains(link.path, "/qemu-")
} else := {}
