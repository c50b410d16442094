# METADATA
# title: VOLUME of the image and mounts disagree
# description: |
#   A mount hides what the image ships in a VOLUME; or nothing is mounted there, and Docker keeps the
#   data in a volume without a name, while under Kubernetes it is lost with the container, or, with a
#   read-only root, cannot be written on one engine and can on another.
# related_resources:
#   - https://docs.docker.com/reference/dockerfile/#volume
# schemas:
#   - input: schema.container
# custom:
#   id: CMB-06
#   severity: medium
#   scope: container
#   needs: ["effective.volumes"]
#   remediation: |
#     Mount a named volume (an emptyDir or a claim) at every VOLUME of the image, and keep what the
#     image ships out of it.
#   standards: {}
package varve.container.volume_conflict

import data.varve.lib.engine

deny contains r if {
	some volume in input.effective.volumes
	volume.how in {"mounted", "hidden"}
	not volume.copy_up
	is_number(volume.entries)
	volume.entries > 0
	r := {
		"msg": $"{volume.entries} entries that the image ships in its VOLUME {volume.path} are hidden{by(volume)}",
		"field": field(volume),
		"key": $"hidden {volume.path}",
		"evidence": {"volume": volume.path, "entries": volume.entries, "bytes": volume.bytes},
	}
}

deny contains r if {
	some volume in input.effective.volumes
	volume.how in {"mounted", "hidden"}
	not volume.copy_up
	volume.entries == null
	r := {
		"msg": $"what the image ships in its VOLUME {volume.path} is hidden{by(volume)}, and it is too much to say whether anything is there",
		"field": field(volume),
		"key": $"hidden {volume.path}",
		"status": "undetermined",
		"evidence": {"volume": volume.path},
	}
}

deny contains r if {
	some volume in input.effective.volumes
	volume.how == "unmounted"
	engine.of_docker(input.run)
	r := {
		"msg": $"nothing is mounted at the image's VOLUME {volume.path}: the engine keeps the data in a volume without a name, which every new container leaves behind",
		"field": "mounts",
		"key": $"unmounted {volume.path}",
		"severity": "low",
		"why": "the data is kept, only nobody finds it",
		"evidence": {"volume": volume.path},
	}
}

deny contains r if {
	some volume in input.effective.volumes
	volume.how == "unmounted"
	engine.of_kubernetes(input.run)
	r := object.union(
		{
			"msg": $"nothing is mounted at the image's VOLUME {volume.path}: {unlike}",
			"field": "mounts",
			"key": $"unmounted {volume.path}",
			"evidence": {"volume": volume.path, "rootfs_ro": input.run.rootfs_ro},
		},
		step,
	)
}

unlike := "containerd gives a scratch directory, CRI-O a directory of the read-only root, so it works on one and not on the other" if {
	input.run.rootfs_ro
}

unlike := "what is written there is lost with the container" if not input.run.rootfs_ro

step := {} if input.run.rootfs_ro

step := {"severity": "low", "why": "it works, and the data is not kept"} if not input.run.rootfs_ro

by(volume) := $" by the mount at {input.run.mounts[volume.mount].target}" if volume.mount != null

by(volume) := "" if volume.mount == null

field(volume) := $"mounts[{volume.mount}]" if volume.mount != null

field(volume) := "mounts" if volume.mount == null
