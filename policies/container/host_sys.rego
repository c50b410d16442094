# METADATA
# title: Host's /sys or cgroup tree writable
# description: |
#   Through /sys the container sets up devices and drivers of the host. In a writable cgroup tree of
#   version 1 the release_agent names a program that the kernel runs as root on the host.
# related_resources:
#   - https://man7.org/linux/man-pages/man7/cgroups.7.html
# schemas:
#   - input: schema.container
# custom:
#   id: MNT-06
#   severity: high
#   scope: container
#   needs: ["run.mounts[].classes[].class=sys", "run.mounts[].kind=cgroup", "run.writable_cgroups"]
#   faces: host
#   folds_under: [PRV-01]
#   remediation: |
#     Mount /sys read-only or not at all. An image that runs systemd needs a private cgroup namespace
#     (--cgroupns private), not the host's tree.
#   standards: {cis_docker: ["5.6", "5.25"], pod_security: [baseline]}
package varve.container.host_sys

import data.varve.lib.mounts

deny contains r if {
	some found in mounts.below_root(input.run, "sys")
	not found.mount.ro
	r := object.union(mounts.result(found, "settings of the host's devices and cgroups can be changed"), raised)
}

deny contains r if {
	some i, mount in input.run.mounts
	mount.kind == "cgroup"
	not mount.ro
	r := object.union(
		{
			"msg": $"the cgroup tree is mounted writable at {mount.target}",
			"field": $"mounts[{i}]",
			"key": $"cgroup {mount.target}",
			"evidence": {"target": mount.target, "cgroup_namespace": input.run.ns.cgroup},
		},
		of_own_tree,
	)
}

deny contains r if {
	input.run.writable_cgroups
	r := object.union(
		{
			"msg": "the engine is asked to mount the cgroup tree writable",
			"field": "writable_cgroups",
			"key": "writable_cgroups",
			"evidence": {"cgroup_namespace": input.run.ns.cgroup},
		},
		of_own_tree,
	)
}

default raised := {}

raised := {"severity": "critical", "why": "with SYS_ADMIN the cgroup tree runs programs on the host"} if {
	"SYS_ADMIN" in input.effective.caps.bounding
}

default of_own_tree := {}

of_own_tree := {"severity": "info", "why": "a cgroup namespace of its own shows only the container's part of the tree"} if {
	input.run.ns.cgroup == "private"
}

of_own_tree := raised if input.run.ns.cgroup != "private"
