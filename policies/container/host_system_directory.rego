# METADATA
# title: Host system directory mounted
# description: |
#   The host runs programs from there or is configured there. Writable, the container decides what the
#   host executes next; read-only, it reads settings that name users, keys and services.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# custom:
#   id: MNT-03
#   severity: critical
#   scope: container
#   remediation: |
#     Copy what is needed into the image, or mount the one file that is needed read-only.
#   standards: {cis_docker: ["5.6"], pod_security: [baseline]}
package varve.container.host_system_directory

import data.varve.lib.mounts

deny contains r if {
	some found in mounts.reaching(input.run, "exec")
	not whole_host(found.mount)
	r := object.union(
		{
			"msg": $"{mounts.words(found.mount)}: the host runs or configures programs from {found.match.member}",
			"path": found.mount.source,
			"field": mounts.field(found),
			"key": mounts.key(found),
			"evidence": mounts.evidence(found),
		},
		lowered(found.mount),
	)
}

# The whole host is MNT-02's.
whole_host(mount) if {
	some match in mount.classes
	match.class == "root"
}

lowered(mount) := {"severity": "medium", "why": "mounted read-only"} if mount.ro

lowered(mount) := {} if not mount.ro
