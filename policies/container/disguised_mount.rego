# METADATA
# title: Host path disguised as a volume
# description: |
#   The container asks for a volume and gets a directory of the host: checks that look for host paths
#   in the container's own section pass it. What is behind it is judged by the rules about host paths
#   as well.
# related_resources:
#   - https://docs.docker.com/engine/storage/volumes/
#   - https://kubernetes.io/docs/concepts/storage/persistent-volumes/
# schemas:
#   - input: schema.container
# custom:
#   id: MNT-10
#   severity: medium
#   scope: container
#   needs: ["run.mounts[].disguise"]
#   faces: host
#   remediation: |
#     Say openly that a host path is mounted, where reviewers look for it, or store the data in a real
#     volume.
#   standards: {cis_docker: ["5.6"], pod_security: [baseline]}
package varve.container.disguised_mount

import data.varve.lib.mounts

deny contains r if {
	some i, mount in input.run.mounts
	mount.disguise != null
	some match in mount.classes
	not match.class in mounts.harmless
	found := {"index": i, "mount": mount, "match": strongest(mount)}
	r := object.union(
		object.union(
			mounts.result(found, $"it looks like a volume ({disguises(mount)})"),
			{"key": mount.target, "evidence": object.union(mounts.evidence(found), {"disguise": mount.disguise})},
		),
		raised(mount),
	)
}

strongest(mount) := [match | some match in mount.classes; not match.class in mounts.harmless][0]

disguises(mount) := object.get(names, mount.disguise, mount.disguise)

names := {
	"driver_opts-bind": "a named volume whose driver options bind a path",
	"driver_opts-device": "a named volume whose driver options name a device",
	"volumes_from": "taken over from another container",
	"pv-hostPath": "a claim whose persistent volume is a host path",
	"pv-local": "a claim whose persistent volume is a local path",
}

raised(mount) := {} if {
	mounts.graver(mount) == "medium"
} else := {"severity": mounts.graver(mount), "why": "as bad as what is mounted"}
