# METADATA
# title: Image prepares traps where runtimes mount
# description: |
#   Runtimes open paths of the image while they still have the host's rights. A working directory below
#   /proc/self/fd has led out of the container (CVE-2024-21626), a link at /proc or a volume there past
#   the labels and masks that are put on it (CVE-2019-16884). Links that distributions ship pass.
# related_resources:
#   - https://nvd.nist.gov/vuln/detail/CVE-2024-21626
#   - https://nvd.nist.gov/vuln/detail/CVE-2019-16884
# schemas:
#   - input: schema.image
# custom:
#   id: ENT-13
#   severity: high
#   scope: image
#   needs: ["config.workdir", "mountpoints", "config.volumes"]
#   remediation: |
#     Take the link, volume or working directory named out of the image, and do not start it before: no
#     ordinary program needs it.
#   standards: {nist_800_190: ["4.1.3"]}
package varve.image.mount_point_trap

deny contains r if {
	some pattern in data.varve.params.workdir_traps
	regex.match(pattern, input.config.workdir)
	r := {
		"msg": $"the working directory {input.config.workdir} is an open file of the runtime itself: it can lead out of the container",
		"key": "workdir",
		"severity": "critical",
		"why": "starting the image on an unmended runtime gives it the host's files",
		"evidence": {"workdir": input.config.workdir},
	}
}

deny contains r if {
	some place in input.mountpoints
	place.type == "symlink"
	place.path in data.varve.params.mountpoints_never_links
	r := {
		"msg": $"{place.path} is a link to {place.target}, and runtimes mount there",
		"path": place.path,
		"layer": input.layers[place.layer].diff_id,
		"key": $"link {place.path}",
		"evidence": {"target": place.target},
	}
}

deny contains r if {
	some volume in input.config.volumes
	regex.match(`^/+(\./+)*(proc|sys)(/|$)`, volume)
	r := object.union(
		{
			"msg": $"the image declares the volume {volume}, which takes the place of the kernel's own files",
			"key": $"volume {volume}",
			"evidence": {"volume": volume},
		},
		lowered(volume),
	)
}

lowered(volume) := {"severity": "low", "why": "images that start systemd declare it"} if {
	trim_right(volume, "/") == "/sys/fs/cgroup"
} else := {}
