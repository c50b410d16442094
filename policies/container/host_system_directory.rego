# METADATA
# title: Host system directory mounted
# description: |
#   The host runs programs from there or is configured there. Writable, the container decides what the
#   host executes next; read-only, it reads settings that name users, keys and services.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.container
# custom:
#   id: MNT-03
#   severity: critical
#   scope: container
#   needs: ["run.mounts[].classes[].class=exec"]
#   faces: host
#   remediation: |
#     Copy what is needed into the image, or mount the one file that is needed read-only.
#   standards: {cis_docker: ["5.6"], pod_security: [baseline]}
package varve.container.host_system_directory

import data.varve.lib.mounts

deny contains r if {
	some found in mounts.below_root(input.run, "exec")
	not mounts.told_by_socket(found)
	r := object.union(
		mounts.result(found, $"the host runs or configures programs from {found.match.member}"),
		lowered(found.mount),
	)
}

lowered(mount) := {} if {
	not mount.ro
} else := {"severity": "info", "why": "a single file of an application, mounted read-only"} if {
	of_application(mount.source)
} else := {"severity": "medium", "why": "mounted read-only"}

# /etc/app/app.yaml, but neither /etc/app nor /etc/pam.d/app.conf.
of_application(source) if {
	regex.match(data.varve.params.application_file, source)
	parts := split(source, "/")
	parts[1] == "etc"
	not parts[2] in data.varve.params.etc_of_the_system
}
