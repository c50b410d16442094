# METADATA
# title: Start gains rights through sudo, su, doas or pkexec
# description: |
#   The container begins as an ordinary user and then asks a setuid tool for more. Whoever takes over
#   that user can ask as well. Judged on the programs that really run, not on words in arguments.
# related_resources:
#   - https://docs.docker.com/build/building/best-practices/#user
# schemas:
#   - input: schema.image
# custom:
#   id: ENT-04
#   severity: high
#   scope: image
#   needs: ["start.links[].direction=gain"]
#   remediation: |
#     Start as the user that is meant to run; if the first steps need root, start as root and drop with
#     a tool that cannot go back (setpriv, gosu, su-exec), and leave sudo out of the image.
#   standards: {cis_docker: ["4.8"]}
package varve.image.start_through_sudo

deny contains r if {
	some link in input.start.links
	link.direction == "gain"
	link.path != null
	r := object.union(
		{
			"msg": $"the start runs {link.path}{whom(link)}, a tool that gains rights",
			"path": link.path,
			"layer": link.diff_id,
			"key": link.path,
			"evidence": {"asked": link.asked, "target": link.target, "user": input.user.spec},
		},
		lowered,
	)
}

whom(link) := "" if link.target == null

whom(link) := $" to become {link.target}" if link.target != null

default lowered := {}

lowered := {"severity": "low", "why": "the start is root already"} if input.user.root == true
