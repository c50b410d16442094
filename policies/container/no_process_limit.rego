# METADATA
# title: No process limit
# description: |
#   A process that forks without end takes every process number of the host, and then nobody can log
#   in or start anything there.
# related_resources:
#   - https://docs.docker.com/engine/containers/resource_constraints/
# custom:
#   id: LIM-02
#   severity: medium
#   scope: container
#   remediation: |
#     Set a limit on processes (pids_limit, --pids-limit) well above what the program is known to need.
#   standards: {cis_docker: ["5.29"]}
package varve.container.no_process_limit

deny contains r if {
	input.run.limits.pids == null
	not of_kubernetes
	r := {
		"msg": "the container may start as many processes as the host can hold",
		"field": "limits.pids",
		"key": "pids",
	}
}

deny contains r if {
	input.run.limits.pids == null
	of_kubernetes
	r := {
		"msg": "whether the number of processes is limited depends on the node's kubelet, which is not described",
		"field": "limits.pids",
		"key": "pids",
		"status": "undetermined",
	}
}

# Kubernetes has no such field; the kubelet's podPidsLimit decides.
of_kubernetes if not input.run.unit.kind in {"compose", "docker", "oci", "command"}
