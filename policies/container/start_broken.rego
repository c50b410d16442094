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

deny contains r if {
	status := input.effective.start.status
	not status in {"ok", "dynamic", "covered"}
	not told_about_image(status)
	r := {
		"msg": $"the start cannot work: {culprit} {texts[status]}",
		"field": chosen.program_field(input.run),
		"key": status,
		"evidence": {"argv": input.effective.start.argv, "status": status, "notes": notes},
	}
}

told_about_image(status) if {
	not chosen.other_program(input.run)
	input.image.start.status == status
}

broken := [link |
	some link in input.effective.start.links
	not link.status in {"ok", "dynamic", "covered"}
]

culprit := broken[0].asked if count(broken) > 0

culprit := input.effective.start.argv[0] if {
	count(broken) == 0
	count(input.effective.start.argv) > 0
}

culprit := "the command" if {
	count(broken) == 0
	count(input.effective.start.argv) == 0
}

notes := sort({note | some note in input.effective.start.notes} | {note | some link in broken; some note in link.notes})

texts := {
	"missing": "is not in the image",
	"not-executable": "may not be executed",
	"directory": "is a directory",
	"dangling": "is a link to nothing",
	"loop": "is a link that leads back to itself",
	"wrong-arch": "is built for another processor than the image",
}
