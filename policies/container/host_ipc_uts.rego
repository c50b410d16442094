# METADATA
# title: Host's shared memory or host name
# description: |
#   With the host's IPC namespace the container reads and writes the shared memory of the host's
#   processes. With its UTS namespace and SYS_ADMIN it renames the host.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# schemas:
#   - input: schema.container
# custom:
#   id: NS-03
#   severity: medium
#   scope: container
#   needs: ["run.ns.ipc=host", "run.ns.uts=host"]
#   faces: host
#   remediation: |
#     Leave ipc and uts private; containers that share memory with each other join one of them
#     (ipc shareable, then container:NAME).
#   standards: {cis_docker: ["5.17", "5.21"], pod_security: [baseline]}
package varve.container.host_ipc_uts

import data.varve.lib.engine

deny contains r if {
	input.run.ns.ipc == "host"
	r := {
		"msg": "the container uses the host's shared memory",
		"field": "ns.ipc",
		"key": "ns.ipc",
	}
}

deny contains r if {
	input.run.ns.uts == "host"
	not engine.of_kubernetes(input.run) # there it comes with the host's network
	r := object.union(
		{
			"msg": $"the container uses the host's name{renames}",
			"field": "ns.uts",
			"key": "ns.uts",
		},
		step,
	)
}

default may_rename := false

may_rename if "SYS_ADMIN" in input.effective.caps.bounding

may_rename if {
	some name in input.run.caps.add
	name in {"ALL", "SYS_ADMIN"}
}

renames := " and may change it" if may_rename

renames := "" if not may_rename

step := {"severity": "low", "why": "it can rename the host, no more"} if may_rename

step := {"severity": "info", "why": "it can only read the name"} if not may_rename
