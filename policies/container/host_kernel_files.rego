# METADATA
# title: Host's /proc or kernel settings mounted
# description: |
#   The kernel's settings under /proc name programs that the kernel runs as root on the host
#   (core_pattern, modprobe) or restart it (sysrq-trigger). Read-only, the files show the processes,
#   arguments and environments of everything on the host.
# related_resources:
#   - https://man7.org/linux/man-pages/man5/proc_sys_kernel.5.html
# schemas:
#   - input: schema.container
# custom:
#   id: MNT-05
#   severity: critical
#   scope: container
#   needs: ["run.mounts[].classes[].class=kernel"]
#   faces: host
#   folds_under: [PRV-01]
#   remediation: |
#     Remove the mount; the container has a /proc of its own. An exporter of host figures gets it
#     read-only and the role that expects it.
#   standards: {cis_docker: ["5.6"], pod_security: [baseline], nist_800_190: ["4.5.2"]}
package varve.container.host_kernel_files

import data.varve.lib.devices
import data.varve.lib.mounts

deny contains r if {
	some found in mounts.below_root(input.run, "kernel")
	r := object.union(mounts.result(found, says(found.mount)), lowered(found.mount))
}

says(mount) := "settings that make the kernel run programs on the host can be changed" if {
	settable(mount)
} else := "it shows what runs on the host"

lowered(mount) := {} if {
	settable(mount)
} else := {"severity": "medium", "why": "mounted read-only"} if {
	mount.ro
} else := {"severity": "medium", "why": "writable, but no setting that makes the kernel run something"}

settable(mount) if {
	not mount.ro
	devices.matches(mount.source, data.varve.params.kernel_settings)
}
