# METADATA
# title: No memory limit
# description: |
#   One container that leaks or is attacked takes the memory of all others on the host, and the kernel
#   then kills whatever it likes. With the killer switched off for it, the others go first.
# related_resources:
#   - https://docs.docker.com/engine/containers/resource_constraints/
# schemas:
#   - input: schema.container
# custom:
#   id: LIM-01
#   severity: medium
#   scope: container
#   needs: ["run.limits.memory=null", "run.limits.oom_kill_disable", "run.limits.oom_score_adj"]
#   remediation: |
#     Set a memory limit (mem_limit, --memory, resources.limits.memory) somewhat above what the program
#     is known to need, and leave the out-of-memory killer on.
#   standards: {cis_docker: ["5.11"], nsa_cisa: [res]}
package varve.container.no_memory_limit

deny contains r if {
	input.run.limits.memory == null
	not spared
	r := object.union(
		{
			"msg": "the container may use all memory of the host",
			"field": "limits.memory",
			"key": "memory",
		},
		lowered,
	)
}

deny contains r if {
	spared
	r := {
		"msg": "the kernel may not kill this container when memory runs out, so it kills others",
		"field": spared_field,
		"key": "oom",
		"severity": "high",
		"why": "others pay for this container's memory",
		"evidence": {"memory": input.run.limits.memory},
	}
}

default spared := false

spared if input.run.limits.oom_kill_disable == true

spared if {
	is_number(input.run.limits.oom_score_adj) # null sorts before every number
	input.run.limits.oom_score_adj <= data.varve.params.oom_score_spared
}

spared_field := "limits.oom_kill_disable" if input.run.limits.oom_kill_disable

spared_field := "limits.oom_score_adj" if not input.run.limits.oom_kill_disable

default lowered := {}

lowered := {"severity": "low", "why": "an init container runs for a short time"} if input.run.unit.role == "init"
