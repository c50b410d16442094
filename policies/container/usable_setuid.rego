# METADATA
# title: Usable way up for a user that is not root
# description: |
#   The container starts as a user that is not root, yet the image holds files by which that user gains
#   rights, and nothing keeps it from running them.
# related_resources:
#   - https://docs.kernel.org/userspace-api/no_new_privs.html
# schemas:
#   - input: schema.container
# custom:
#   id: CMB-02
#   severity: high
#   scope: container
#   faces: kernel
#   remediation: |
#     Set no-new-privileges (allowPrivilegeEscalation: false in Kubernetes), or take the setuid bits and
#     file capabilities out of the image.
#   standards: {cis_docker: ["4.8", "5.26"], pod_security: [restricted]}
package varve.container.usable_setuid

deny contains r if {
	input.effective.root == false
	input.run.no_new_privs == false
	count(input.effective.escalators) > 0
	r := object.union(
		{
			"msg": $"user {input.effective.user} may run {count(input.effective.escalators)} files that give more rights, such as {input.effective.escalators[0]}, and no_new_privileges is off",
			"field": "no_new_privs",
			"key": "escalators",
			"evidence": {"escalators": array.slice(input.effective.escalators, 0, 50)},
		},
		lowered,
	)
}

# Programs that distributions ship this way check who calls them.
unusual contains path if {
	some path in input.effective.escalators
	parts := split(path, "/")
	not parts[count(parts) - 1] in data.varve.params.setuid_usual
}

lowered := {} if count(unusual) > 0

lowered := {"severity": "medium", "why": "all of them are programs that distributions ship setuid"} if count(unusual) == 0
