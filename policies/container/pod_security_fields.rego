# METADATA
# title: Field that the Pod Security Standards forbid
# description: |
#   What the standards forbid and no other rule is about: kernel settings, processes of a Windows host,
#   probes that ask another host, kinds of volumes, and root by number.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# schemas:
#   - input: schema.container
# custom:
#   id: KUB-02
#   severity: medium
#   scope: container
#   profiles: [pss-baseline, pss-restricted]
#   remediation: |
#     Remove the field named, or keep the workload in a namespace whose level allows it and say why.
#   standards: {pod_security: [baseline, restricted]}
package varve.container.pod_security_fields

import data.varve.lib.engine
import data.varve.lib.standards

deny contains r if {
	engine.of_kubernetes(input.run)
	some name, value in input.run.sysctls
	not name in data.varve.params.sysctls_safe
	r := {
		"msg": $"kernel setting {name} = {value} is not among those that are safe for the node",
		"field": "sysctls",
		"key": $"sysctl {name}",
		"evidence": {"sysctl": name, "value": value},
	}
}

deny contains r if {
	input.run.host_process == true
	r := {
		"msg": "the container is a process of the Windows host (hostProcess)",
		"field": "host_process",
		"key": "host_process",
	}
}

deny contains r if {
	engine.of_kubernetes(input.run)
	data.varve.params.kubernetes_minor >= 34
	some hook in asked
	hook.way in {"http", "tcp"}
	host := asked_host(hook.address)
	r := {
		"msg": $"{hook.event} asks {host} instead of the pod itself: the kubelet can be sent to any address",
		"field": "health",
		"key": $"host {hook.event}",
		"evidence": {"event": hook.event, "address": hook.address},
	}
}

asked := array.concat(object.get(object.get(input.run, "health", {}), "probes", []), object.get(input.run, "hooks", [])) if {
	input.run.health != null
} else := object.get(input.run, "hooks", [])

# Addresses are "host:port", "http://host:port/path", or ":8080" for the pod itself.
asked_host(address) := host if {
	parts := split(address, "://")
	[[host]] := regex.find_all_string_submatch_n(`^(?:\[[^\]]*\]|[^:/\[]+)`, parts[count(parts) - 1], 1)
	not host in {"localhost", "127.0.0.1", "[::1]"}
}

deny contains r if {
	engine.of_kubernetes(input.run)
	some i, mount in input.run.mounts
	mount.kind == "host"
	r := {
		"msg": $"host path {mount.source} is mounted at {mount.target} (hostPath)",
		"path": mount.source,
		"field": $"mounts[{i}]",
		"key": $"hostPath {mount.target}",
		"evidence": {"source": mount.source, "target": mount.target},
	}
}

deny contains r if {
	engine.of_kubernetes(input.run)
	standards.restricted_asked
	some i, mount in input.run.mounts
	mount.kind != "host"
	mount.volume.type != ""
	not mount.volume.type in data.varve.params.volume_types_restricted
	r := object.union(restricted, {
		"msg": $"volume {mount.volume.name} at {mount.target} is of type {mount.volume.type}, which the restricted standard does not know",
		"field": $"mounts[{i}]",
		"key": $"volume {mount.target}",
		"evidence": {"type": mount.volume.type, "target": mount.target},
	})
}

deny contains r if {
	engine.of_kubernetes(input.run)
	standards.restricted_asked
	is_string(input.run.user)
	regex.match(`^0+(:.*)?$`, input.run.user)
	not relaxed
	r := object.union(restricted, {
		"msg": "runAsUser is 0",
		"field": "user",
		"key": "user",
	})
}

restricted := {"severity": "low", "why": "the restricted standard only"}

# Since 1.35 pods with a user namespace may run as its root.
relaxed if {
	data.varve.params.kubernetes_minor >= 35
	input.run.ns.user == "private"
}
