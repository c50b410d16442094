# METADATA
# title: Dangerous capability
# description: |
#   These capabilities reach through the container into the kernel, the host's network or other
#   processes. What counts is what can be had in the end: added, not dropped again, in any spelling.
# related_resources:
#   - https://man7.org/linux/man-pages/man7/capabilities.7.html
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# schemas:
#   - input: schema.container
# custom:
#   id: PRV-02
#   severity: high
#   scope: container
#   faces: host
#   folds_under: [PRV-01]
#   remediation: |
#     Drop all capabilities and add back only those that the program fails without.
#   standards: {cis_docker: ["5.4"], pod_security: [baseline], nsa_cisa: [pod]}
package varve.container.dangerous_capability

deny contains r if {
	some name in dangerous
	r := object.union(
		{
			"msg": $"the container may hold {name}{combined(name)}{out_of_reach}",
			"field": "caps.add",
			"key": name,
			"evidence": {"capability": name, "bounding": bounding},
		},
		step(name),
	)
}

host_control := {name | some name in data.varve.params.capabilities_host_control}

listed := host_control | {name | some name in data.varve.params.capabilities_dangerous}

bounding := input.effective.caps.bounding

# Without the image the defaults are not known, but what is added or listed is.
bounding := object.get(input.run.caps, "bounding", null) if {
	input.effective == null
	object.get(input.run.caps, "bounding", null) != null
}

bounding := input.run.caps.add if {
	input.effective == null
	object.get(input.run.caps, "bounding", null) == null
}

# ALL is told once, not capability by capability.
dangerous := {"ALL"} if all_held

dangerous := {name | some name in bounding; name in listed} if not all_held

all_held if {
	"ALL" in input.run.caps.add
	count(input.run.caps.drop) == 0
}

all_held if input.run.privileged

combined(name) := " together with the host's processes" if {
	with_processes(name)
} else := " together with the host's network" if {
	with_network(name)
} else := ", which amounts to control of the host" if {
	name in host_control
} else := ""

with_processes(name) if {
	name == "SYS_PTRACE"
	input.run.ns.pid == "host"
}

with_network(name) if {
	name == "NET_ADMIN"
	input.run.ns.net == "host"
}

worth(name) := "critical" if {
	name in host_control
} else := "critical" if {
	with_processes(name)
} else := "critical" if {
	with_network(name)
} else := "high"

# A process that is not root begins without capabilities, and without a file that gives them it ends so.
default no_way_up := false

no_way_up if {
	input.effective.root == false
	count(input.effective.escalators) == 0
	count(input.effective.caps.at_start) == 0
}

default out_of_reach := ""

out_of_reach := ", though its user has no way to pick it up" if no_way_up

step(name) := {} if {
	worth(name) == "high"
	not no_way_up
} else := {"severity": "critical", "why": "it amounts to control of the host"} if {
	worth(name) == "critical"
	not no_way_up
} else := {"severity": "high", "why": "control of the host, but the process is not root and nothing in the image gives it capabilities"} if {
	worth(name) == "critical"
} else := {"severity": "medium", "why": "the process is not root and nothing in the image gives it capabilities"}
