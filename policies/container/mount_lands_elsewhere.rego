# METADATA
# title: Mount lands elsewhere through a symlink of the image
# description: |
#   The image has a link on the way to the mount's target, so the image, not the run spec, decides where
#   the mount appears. Also told: mounts that replace account files or what the loader loads first.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.container
# custom:
#   id: CMB-10
#   severity: medium
#   scope: container
#   needs: ["run.mounts"]
#   remediation: |
#     Write the target as it is in the image, or remove the link from the image.
#   standards: {nist_800_190: ["4.4.1"]}
package varve.container.mount_lands_elsewhere

import data.varve.lib.devices

deny contains r if {
	some i, mount in input.run.mounts
	is_string(mount.target_resolved)
	mount.target_resolved != mount.target
	not usual(mount)
	r := object.union(
		{
			"msg": $"the mount at {mount.target} lands at {mount.target_resolved} through the image's {concat(", ", mount.target_links)}",
			"field": $"mounts[{i}]",
			"key": $"elsewhere {mount.target}",
			"evidence": {"target": mount.target, "resolved": mount.target_resolved, "links": mount.target_links},
		},
		raised(mount.target_resolved),
	)
}

deny contains r if {
	some i, mount in input.run.mounts
	mount.kind in {"host", "volume", "remote", "config", "secret"}
	place := lands(mount)
	devices.matches(place, data.varve.params.mount_targets_sensitive)
	r := object.union(
		{
			"msg": $"the mount at {mount.target} replaces {place}, which decides who may do what in the container",
			"field": $"mounts[{i}]",
			"key": $"replaces {place}",
			"evidence": {"target": mount.target, "resolved": place, "read_only": mount.ro},
		},
		loads(place),
	)
}

usual(mount) if {
	count(mount.target_links) > 0
	every link in mount.target_links {
		link in data.varve.params.links_usual
	}
}

lands(mount) := mount.target_resolved if {
	is_string(mount.target_resolved)
} else := mount.target

raised(place) := {"severity": "high", "why": "it lands among the kernel's files or the system's settings"} if {
	regex.match(`^/(proc|sys|etc)(/|$)`, place)
} else := {}

loads(place) := {"severity": "high", "why": "the loader loads what it names into every program"} if {
	startswith(place, "/etc/ld.so.preload")
} else := {}
