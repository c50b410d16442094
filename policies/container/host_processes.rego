# METADATA
# title: Host process table
# description: |
#   The container sees every process of the host with its arguments and, as the same user, may signal
#   it and read its environment.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: NS-02
#   severity: high
#   scope: container
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
