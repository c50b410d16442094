# METADATA
# title: No processor limit, or endless restart
# description: |
#   One container that spins takes the time of all others; one that crashes at once and is always
#   restarted does so again and again. A share that is requested already keeps the others running.
# related_resources:
#   - https://docs.docker.com/engine/containers/resource_constraints/
# schemas:
#   - input: schema.container
# custom:
#   id: LIM-03
#   severity: low
#   scope: container
#   needs: ["run.limits.cpu=null", "run.restart=always"]
#   remediation: |
#     Set a processor limit (cpus, --cpus) or a request (resources.requests.cpu), and restart on failure
#     with a count (on-failure:5).
#   standards: {cis_docker: ["5.12", "5.15"], nsa_cisa: [res]}
package varve.container.no_cpu_limit

import data.varve.lib.engine

deny contains r if {
	input.run.limits.cpu == null
	r := object.union(
		{
			"msg": $"the container may use all processors of the host{requested}",
			"field": "limits.cpu",
			"key": "cpu",
		},
		lowered,
	)
}

deny contains r if {
	input.run.restart == "always"
	not engine.of_kubernetes(input.run)
	r := {
		"msg": "the container is restarted without end, however often it fails",
		"field": "restart",
		"key": "restart",
	}
}

default has_request := false

has_request if is_number(input.run.limits.cpu_request)

requested := ", though a share is set aside for it" if has_request

requested := "" if not has_request

lowered := {"severity": "info", "why": "a request keeps the others running, and limits are disputed"} if has_request

lowered := {} if not has_request
