# METADATA
# title: Image's drop of root bypassed
# description: |
#   The image starts as root and its entrypoint gives root up before the program runs. The run spec puts
#   another entrypoint in its place and sets no user, so the program keeps root.
# related_resources:
#   - https://docs.docker.com/build/building/best-practices/#entrypoint
# schemas:
#   - input: schema.container
# custom:
#   id: CMB-07
#   severity: high
#   scope: container
#   needs: ["image.start.drops_to"]
#   faces: host
#   remediation: |
#     Keep the image's entrypoint and change the command only, or set the user that it changes to.
#   standards: {cis_docker: ["4.1"], pod_security: [restricted], nsa_cisa: [nonroot]}
package varve.container.drop_bypassed

deny contains r if {
	drop := input.image.start.drops_to
	drop.certain
	drop.uid != 0
	input.run.entrypoint != null
	input.run.user == null
	input.effective.uid == 0
	not drops_itself
	r := {
		"msg": $"the image's start changes to {drop.user} through {drop.via}, but the run spec's entrypoint {concat(" ", input.run.entrypoint)} runs as root",
		"field": "entrypoint",
		"key": "entrypoint",
		"evidence": {"entrypoint": input.run.entrypoint, "drops_to": drop.user, "via": drop.via},
	}
}

drops_itself if {
	input.effective.start.drops_to.certain
	input.effective.start.drops_to.uid != 0
}
