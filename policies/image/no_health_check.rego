# METADATA
# title: Image without health check
# description: |
#   A process that hangs looks like one that works. Without HEALTHCHECK every way to run the image has to
#   bring a check of its own; Kubernetes always does, with probes.
# related_resources:
#   - https://docs.docker.com/reference/dockerfile/#healthcheck
# schemas:
#   - input: schema.image
# custom:
#   id: HYG-05
#   severity: info
#   scope: image
#   remediation: |
#     Add a HEALTHCHECK that asks the service what its users ask.
#   standards: {cis_docker: ["4.6"]}
package varve.image.no_health_check

deny contains r if {
	input.config.healthcheck == null
	count(input.start.argv) > 0
	r := {"msg": "the image has no HEALTHCHECK", "key": "health"}
}

deny contains r if {
	input.config.healthcheck.disabled
	r := {"msg": "the image switches off the HEALTHCHECK of the image it is built on", "key": "health"}
}
