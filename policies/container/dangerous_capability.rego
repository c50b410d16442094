# METADATA
# title: Dangerous capability
# description: |
#   These capabilities reach through the container into the kernel, the host's network or other
#   processes. What counts is what can be had in the end: added, not dropped again, in any spelling.
# related_resources:
#   - https://man7.org/linux/man-pages/man7/capabilities.7.html
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   id: PRV-02
#   severity: high
#   scope: container
#   remediation: |
#     Drop all capabilities and add back only those that the program fails without.
#   standards: {cis_docker: ["5.4"], pod_security: [baseline]}
package varve.container.dangerous_capability

deny contains r if {
	not input.run.privileged # PRV-01 says it all
	some name in dangerous
	r := object.union(
		{
			"msg": $"the container may hold {name}{combined(name)}",
			"field": "caps.add",
			"key": name,
			"evidence": {"capability": name, "bounding": bounding},
		},
		raised(name),
	)
}

listed := {name | some name in data.varve.params.capabilities_host_control} | {name |
	some name in data.varve.params.capabilities_dangerous
}

bounding := input.effective.caps.bounding

# Without the image the defaults are not known, but what is added is.
bounding := input.run.caps.add if input.effective == null

# ALL is told once, not capability by capability.
dangerous := {"ALL"} if all_added

dangerous := {name | some name in bounding; name in listed} if not all_added

all_added if {
	"ALL" in input.run.caps.add
	count(input.run.caps.drop) == 0
}

combined(name) := " together with the host's processes" if with_processes(name)

combined(name) := " together with the host's network" if with_network(name)

combined(name) := ", which amounts to control of the host" if name in data.varve.params.capabilities_host_control

combined(name) := "" if {
	not with_processes(name)
	not with_network(name)
	not name in data.varve.params.capabilities_host_control
}

with_processes(name) if {
	name == "SYS_PTRACE"
	input.run.ns.pid == "host"
}

with_network(name) if {
	name == "NET_ADMIN"
	input.run.ns.net == "host"
}

raised(name) := {"severity": "critical", "why": "it amounts to control of the host"} if critical(name)

raised(name) := {} if not critical(name)

critical(name) if name in data.varve.params.capabilities_host_control

critical(name) if with_processes(name)

critical(name) if with_network(name)
