# METADATA
# title: Mount propagates back to the host
# description: |
#   What the container mounts below such a mount appears on the host as well, so it can put its files
#   over the host's, and the mounts stay when the container is gone.
# related_resources:
#   - https://man7.org/linux/man-pages/man7/mount_namespaces.7.html
# schemas:
#   - input: schema.container
# custom:
#   id: MNT-09
#   severity: high
#   scope: container
#   needs:
#     - "run.mounts[].propagation=shared"
#     - "run.mounts[].propagation=rshared"
#     - "run.rootfs_propagation=shared"
#     - "run.rootfs_propagation=rshared"
#   faces: host
#   remediation: |
#     Leave propagation at its default, or take rslave (HostToContainer), which carries the host's
#     mounts in and none out.
#   standards: {cis_docker: ["5.20"]}
package varve.container.mount_propagation

deny contains r if {
	some i, mount in input.run.mounts
	mount.propagation in {"shared", "rshared"}
	mount.kind != "tmpfs"
	r := {
		"msg": $"mounts made below {mount.target} appear on the host (propagation {mount.propagation})",
		"path": mount.source,
		"field": $"mounts[{i}]",
		"key": mount.target,
		"evidence": {"source": mount.source, "target": mount.target, "propagation": mount.propagation},
	}
}

deny contains r if {
	input.run.rootfs_propagation in {"shared", "rshared"}
	r := {
		"msg": $"mounts made anywhere in the container appear on the host (root propagation {input.run.rootfs_propagation})",
		"field": "rootfs_propagation",
		"key": "rootfs_propagation",
		"evidence": {"propagation": input.run.rootfs_propagation},
	}
}
