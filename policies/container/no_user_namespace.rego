# METADATA
# title: Root without a user namespace
# description: |
#   Root in the container is root on the host. What it writes into a mounted directory of the host
#   belongs to the host's root, setuid bits and all. Not reported for every container that runs as
#   root: only where a host directory is writable or the namespace was switched off.
# related_resources:
#   - https://docs.docker.com/engine/security/userns-remap/
#   - https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
# schemas:
#   - input: schema.container
# custom:
#   id: NS-04
#   severity: medium
#   scope: container
#   needs: ["effective.root=true"]
#   folds_under: [PRV-01]
#   remediation: |
#     Remove userns_mode: host, or run as another user than root; hostUsers: false gives a pod a
#     namespace of its own.
#   standards: {cis_docker: ["5.31"], nist_800_190: ["4.5.4"]}
package varve.container.no_user_namespace

deny contains r if {
	input.effective.root == true
	input.run.ns.user == "host"
	input.origin["ns.user"].how == "set"
	r := {
		"msg": "the user namespace is switched off for the container, and it runs as root",
		"field": "ns.user",
		"key": "ns.user",
		"evidence": {"mounts": writable},
	}
}

deny contains r if {
	input.effective.root == true
	input.run.ns.user == "host"
	input.effective.host_root != "no"
	not input.origin["ns.user"].how == "set"
	count(writable) > 0
	r := {
		"msg": $"root in the container writes as the host's root into {concat(", ", writable)}",
		"field": "ns.user",
		"key": "ns.user",
		"severity": "info",
		"why": "engines have no user namespace unless it is asked for",
		"evidence": {"mounts": writable},
	}
}

writable := sort({mount.source |
	some mount in input.run.mounts
	mount.kind == "host"
	not mount.ro
	not {match.class | some match in mount.classes} == {"benign"}
})
