# METADATA
# title: Chosen start gains rights through sudo, su, doas or pkexec
# description: |
#   The run spec starts a program through a tool that asks for more rights than its user has. Whoever
#   takes over that user can ask as well. Judged on the programs that really run, not on words in
#   arguments.
# related_resources:
#   - https://docs.docker.com/build/building/best-practices/#user
# schemas:
#   - input: schema.container
# custom:
#   id: ENT-04
#   severity: high
#   scope: container
#   needs: ["effective.start.links[].direction=gain"]
#   remediation: |
#     Start as the user that is meant to run; if the first steps need root, start as root and drop with
#     a tool that cannot go back (setpriv, gosu, su-exec).
#   standards: {cis_docker: ["4.8"], nsa_cisa: [nonroot]}
package varve.container.start_through_sudo

import data.varve.lib.chosen

deny contains r if {
	chosen.anything(input.run)
	some link in input.effective.start.links
	link.direction == "gain"
	link.path != null
	not told_about_image(link)
	r := object.union(
		{
			"msg": $"the start runs {link.path}{whom(link)}, a tool that gains rights",
			"path": link.path,
			"layer": link.diff_id,
			"field": chosen.field(input.run),
			"key": link.path,
			"evidence": {"asked": link.asked, "target": link.target, "user": input.effective.user},
		},
		lowered,
	)
}

# The image's start may be root's, and only the run spec makes it another user's.
told_about_image(link) if {
	chosen.of_image(input, link)
	input.image.user.root == input.effective.root
}

whom(link) := "" if link.target == null

whom(link) := $" to become {link.target}" if link.target != null

default lowered := {}

lowered := {"severity": "low", "why": "the start is root already"} if input.effective.root == true

lowered := {"status": "undetermined"} if input.effective.root == null
