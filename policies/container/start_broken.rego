# METADATA
# title: Start of the run spec cannot work
# description: |
#   The program that the run spec asks for is not in the image, is no program, or is built for another
#   processor. The container ends at once, and is restarted to end again.
# related_resources:
#   - https://docs.docker.com/engine/containers/run/#exit-status
# schemas:
#   - input: schema.container
# custom:
#   id: ENT-10
#   severity: high
#   scope: container
#   remediation: |
#     Name a program that the image has, with its whole path, and take the image of the right platform.
#   standards: {}
package varve.container.start_broken

import data.varve.lib.chosen
import data.varve.lib.start

deny contains r if {
	status := input.effective.start.status
	not status in {"ok", "dynamic", "covered"}
	not told_about_image(status)
	r := {
		"msg": $"the start cannot work: {start.culprit(input.effective.start)} {start.broken_texts[status]}",
		"field": chosen.program_field(input.run),
		"key": status,
		"evidence": {"argv": input.effective.start.argv, "status": status, "notes": start.broken_notes(input.effective.start)},
	}
}

told_about_image(status) if {
	not chosen.other_program(input.run)
	input.image.start.status == status
}
