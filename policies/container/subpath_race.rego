# METADATA
# title: Part of a volume mounted that another container writes
# description: |
#   A path inside a volume is looked up while another container may swap its parts for links. On
#   kubelets without the fixes the mount then lands on the host's own files (CVE-2021-25741).
# related_resources:
#   - https://nvd.nist.gov/vuln/detail/CVE-2021-25741
# schemas:
#   - input: schema.container
# custom:
#   id: MNT-12
#   severity: medium
#   scope: container
#   needs: ["run.mounts[].shared_with"]
#   faces: host
#   remediation: |
#     Give each container a volume of its own, or mount the volume read-only in all others.
#   standards: {pod_security: [baseline]}
package varve.container.subpath_race

import data.varve.lib.text
import data.varve.lib.versions

deny contains r if {
	some i, mount in input.run.mounts
	mount.subpath != ""
	not mount.kind in {"config", "secret"}
	writers := {other.unit | some other in mount.shared_with; other.writes}
	count(writers) > 0
	r := object.union(
		{
			"msg": $"{mount.subpath} of a volume is mounted at {mount.target}, and {text.list(writers)} may write the volume",
			"field": $"mounts[{i}]",
			"key": mount.target,
			"evidence": {"subpath": mount.subpath, "writers": sort(writers)},
		},
		lowered,
	)
}

default lowered := {}

lowered := {"severity": "info", "why": "the host's kubelet has the fixes"} if {
	# Each line of releases got the fix with a release of its own.
	[major, minor, _] := versions.numbers(input.host.versions.kubelet)
	fixed := object.get(data.varve.params.kubelet_subpath_fixed, $"{major}.{minor}", newest)
	versions.at_least(input.host.versions.kubelet, fixed)
}

newest := "1.23.0"
