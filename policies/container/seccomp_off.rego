# METADATA
# title: System call filter switched off
# description: |
#   Without seccomp the process may use every system call of the kernel, among them those that no
#   ordinary program needs and that kernel bugs are found in.
# related_resources:
#   - https://docs.docker.com/engine/security/seccomp/
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# schemas:
#   - input: schema.container
# custom:
#   id: PRV-04
#   severity: high
#   scope: container
#   needs: ["run.seccomp=unconfined", "run.seccomp=unknown"]
#   faces: kernel
#   folds_under: [PRV-01]
#   remediation: |
#     Remove seccomp=unconfined; if a call is missing, give a profile that adds this one call. In
#     Kubernetes set seccompProfile type RuntimeDefault.
#   standards: {cis_docker: ["5.22"], pod_security: [baseline, restricted], nsa_cisa: [lsm]}
package varve.container.seccomp_off

import data.varve.lib.standards

deny contains r if {
	input.run.seccomp == "unconfined"
	r := {
		"msg": "the system call filter is switched off (seccomp unconfined)",
		"field": "seccomp",
		"key": "seccomp",
	}
}

deny contains r if {
	standards.restricted_asked
	input.run.seccomp == "unknown"
	r := {
		"msg": "whether a system call filter applies depends on the host, which is not described (give a host profile, or set seccompProfile)",
		"field": "seccomp",
		"key": "seccomp",
		"severity": "medium",
		"why": "it may well be on",
		"status": "undetermined",
	}
}
