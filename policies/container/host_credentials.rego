# METADATA
# title: Host credentials mounted
# description: |
#   Keys, tokens or password hashes of the host or of its users can be read in the container, and used
#   from anywhere. Writable, the container can add its own key and log in to the host.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# custom:
#   id: MNT-04
#   severity: high
#   scope: container
#   remediation: |
#     Give the container a credential of its own with the least rights, through the orchestrator's
#     secrets.
#   standards: {cis_docker: ["5.6"], nist_800_190: ["4.5.5"]}
package varve.container.host_credentials

import data.varve.lib.mounts

deny contains r if {
	some found in mounts.reaching(input.run, "credential")
	not whole_host(found.mount)
	r := object.union(
		{
			"msg": $"{mounts.words(found.mount)}: credentials of the host ({found.match.member}) can be read",
			"path": found.mount.source,
			"field": mounts.field(found),
			"key": mounts.key(found),
			"evidence": mounts.evidence(found),
		},
		raised(found.mount),
	)
}

whole_host(mount) if {
	some match in mount.classes
	match.class == "root"
}

raised(mount) := {"severity": "critical", "why": "writable: a key of one's own can be added"} if not mount.ro

raised(mount) := {} if mount.ro
