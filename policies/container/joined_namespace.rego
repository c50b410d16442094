# METADATA
# title: Namespace joined or missing
# description: |
#   A container without a mount namespace of its own works in the host's. Joining another container's
#   namespace takes over what that one has been opened to. The host's cgroup namespace, or another
#   parent in its tree, lets the container see or escape the limits it was meant to have.
# related_resources:
#   - https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#namespaces
# schemas:
#   - input: schema.container
# custom:
#   id: NS-05
#   severity: medium
#   scope: container
#   faces: host
#   remediation: |
#     List every namespace without a path in the OCI config; join only containers that are as closed as
#     this one is meant to be.
#   standards: {cis_docker: ["5.25"]}
package varve.container.joined_namespace

import data.varve.lib.text

deny contains r if {
	missing_mounts
	r := {
		"msg": $"the container works in the mount namespace of the host ({input.run.ns.mnt})",
		"field": "ns.mnt",
		"key": "ns.mnt",
		"severity": "critical",
		"why": "it sees and changes the mounts of the host",
	}
}

deny contains r if {
	some name in ["pid", "net", "ipc", "uts", "user", "cgroup"]
	regex.match(data.varve.params.namespace_of_init, input.run.ns[name])
	r := {
		"msg": $"the {name} namespace is that of the host's process 1 ({input.run.ns[name]})",
		"field": $"ns.{name}",
		"key": $"ns.{name}",
		"severity": "critical",
		"why": "the path of process 1 is the host's own namespace",
	}
}

missing_mounts if input.run.ns.mnt == "host"

missing_mounts if regex.match(data.varve.params.namespace_of_init, input.run.ns.mnt)

deny contains r if {
	input.run.ns.cgroup == "host"
	r := {
		"msg": "the container sees the host's whole cgroup tree",
		"field": "ns.cgroup",
		"key": "ns.cgroup",
		"severity": "low",
		"why": "it sees the tree and may not write it",
	}
}

deny contains r if {
	input.run.cgroup_parent != ""
	r := {
		"msg": $"the container is put under cgroup {input.run.cgroup_parent}, whose limits are not the engine's",
		"field": "cgroup_parent",
		"key": "cgroup_parent",
		"severity": "low",
		"why": "limits may still be set there",
	}
}

deny contains r if {
	some peer in input.effective.peers
	peer.known
	some via in peer.via
	startswith(via, "ns.")
	step := openness(peer, via)
	r := object.union(
		{
			"msg": $"{via} is that of {peer.unit}{why(step)}",
			"field": via,
			"key": $"{via} {peer.unit}",
			"evidence": {"peer": peer.unit, "host_namespaces": peer.host_ns, "capabilities": peer.caps_added},
		},
		step,
	)
}

deny contains r if {
	some peer in input.effective.peers
	not peer.known
	some via in peer.via
	startswith(via, "ns.")
	r := {
		"msg": $"{via} is that of {peer.unit}, which is not among the containers read: what it is opened to is not known",
		"field": via,
		"key": $"{via} {peer.unit}",
		"status": "undetermined",
	}
}

why(step) := $": {step.why}"

openness(peer, via) := {"severity": "critical", "why": "that container runs privileged"} if {
	peer.privileged
} else := {"severity": "high", "why": "that namespace is the host's"} if {
	trim_prefix(via, "ns.") in peer.host_ns
} else := {"why": $"that container has {text.list(peer.caps_added)} added", "severity": "medium"} if {
	count(peer.caps_added) > 0
} else := {"severity": "info", "why": "that container is closed as well"}

# Without the image what is joined is known by name only.
deny contains r if {
	input.effective == null
	some name in ["pid", "net", "ipc", "uts", "user"]
	regex.match(`^(container|service):`, input.run.ns[name])
	r := {
		"msg": $"the {name} namespace is that of {input.run.ns[name]}: what it is opened to is not known without the image",
		"field": $"ns.{name}",
		"key": $"ns.{name}",
		"status": "undetermined",
	}
}
