# METADATA
# title: Gaining rights is not blocked
# description: |
#   Without no_new_privileges a program with a setuid bit or file capabilities gives its caller more
#   rights than the container was started with.
# related_resources:
#   - https://docs.kernel.org/userspace-api/no_new_privs.html
#   - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# schemas:
#   - input: schema.container
# custom:
#   id: PRV-06
#   severity: low
#   scope: container
#   needs: ["run.no_new_privs=false"]
#   faces: kernel
#   folds_under: [CMB-02, PRV-01]
#   remediation: |
#     Set security_opt no-new-privileges:true, or allowPrivilegeEscalation: false in Kubernetes.
#   standards: {cis_docker: ["5.26"], pod_security: [restricted]}
package varve.container.escalation_not_blocked

deny contains r if {
	input.run.no_new_privs == false
	r := object.union(
		{
			"msg": $"programs may gain rights that the container was not started with{forced}",
			"field": "no_new_privs",
			"key": "no_new_privs",
			"evidence": {"escalators": escalators},
		},
		lowered,
	)
}

default forced := ""

forced := ", and what else is asked for (privileged mode or SYS_ADMIN) rules the setting out" if input.run.escalation_forced

default escalators := null

escalators := count(input.effective.escalators)

default lowered := {}

lowered := {"severity": "info", "why": "the image holds no file by which the user could rise"} if escalators == 0
