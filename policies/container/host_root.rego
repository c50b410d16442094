# METADATA
# title: Host root file system mounted
# description: |
#   The container sees every file of the host, whatever the spelling of the mount (/.., //, a detour
#   through /proc/1/root). Writable, it can replace any program the host runs; read-only, it can read
#   every secret the host has.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.container
# custom:
#   id: MNT-02
#   severity: critical
#   scope: container
#   needs: ["run.mounts[].classes[].class=root"]
#   faces: host
#   remediation: |
#     Mount only the directory that is needed, read-only where it is only read.
#   standards: {cis_docker: ["5.6"], pod_security: [baseline], nist_800_190: ["4.5.5"]}
package varve.container.host_root

import data.varve.lib.mounts

deny contains r if {
	some found in mounts.reaching(input.run, "root")
	r := object.union(
		mounts.result(found, "the whole host lies open"),
		object.union(lowered(found.mount), {"evidence": object.union(mounts.evidence(found), process)}),
	)
}

# What a role may ask for beside a read-only mount.
process := {"root": root, "capabilities_added": capabilities_added}

default capabilities_added := false

capabilities_added if count(input.run.caps.add) > 0

default root := null

root := input.effective.root

lowered(mount) := {"severity": "high", "why": "mounted read-only"} if mount.ro

lowered(mount) := {} if not mount.ro
