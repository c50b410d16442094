# METADATA
# title: No process limit
# description: |
#   A process that forks without end takes every process number of the host, and then nobody can log
#   in or start anything there.
# related_resources:
#   - https://docs.docker.com/engine/containers/resource_constraints/
# schemas:
#   - input: schema.container
# custom:
#   id: LIM-02
#   severity: medium
#   scope: container
#   needs: ["run.limits.pids=null"]
#   remediation: |
#     Set a limit on processes (pids_limit, --pids-limit) well above what the program is known to need.
#   standards: {cis_docker: ["5.29"]}
package varve.container.no_process_limit

import data.varve.lib.engine

deny contains r if {
	input.run.limits.pids == null
	not engine.of_kubernetes(input.run)
	r := {
		"msg": "the container may start as many processes as the host can hold",
		"field": "limits.pids",
		"key": "pids",
	}
}

# Kubernetes has no such field; the kubelet's podPidsLimit decides.
deny contains r if {
	input.run.limits.pids == null
	engine.of_kubernetes(input.run)
	not node_says
	r := {
		"msg": "whether the number of processes is limited depends on the node's kubelet, which is not described (give a host profile with pod_pids_limit)",
		"field": "limits.pids",
		"key": "pids",
		"status": "undetermined",
	}
}

deny contains r if {
	input.run.limits.pids == null
	engine.of_kubernetes(input.run)
	input.host.pod_pids_limit == -1
	r := {
		"msg": "the node's kubelet sets no limit on processes (podPidsLimit -1)",
		"field": "limits.pids",
		"key": "pids",
	}
}

node_says if is_number(input.host.pod_pids_limit)
