# METADATA
# title: Host process table
# description: |
#   The container sees every process of the host with its arguments and, as the same user, may signal
#   it and read its environment. Processes shared within a pod are told for information.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# schemas:
#   - input: schema.container
# custom:
#   id: NS-02
#   severity: high
#   scope: container
#   needs: ["run.ns.pid=host", "run.ns.pid=pod"]
#   faces: host
#   remediation: |
#     Leave the process namespace private; to look into one other container, join that one.
#   standards: {cis_docker: ["5.16"], pod_security: [baseline]}
package varve.container.host_processes

deny contains r if {
	input.run.ns.pid == "host"
	r := {
		"msg": "the container uses the host's process table: it sees all processes of the host and may signal its own user's",
		"field": "ns.pid",
		"key": "ns.pid",
	}
}

deny contains r if {
	input.run.ns.pid == "pod"
	r := {
		"msg": "the containers of the pod share one process table",
		"field": "ns.pid",
		"key": "ns.pid",
		"severity": "info",
		"why": "the host's processes are not in it",
	}
}
