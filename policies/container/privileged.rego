# METADATA
# title: Privileged mode
# description: |
#   All capabilities, all devices, no seccomp, no masked kernel files: nothing but habit keeps the
#   process from being root on the host.
# related_resources:
#   - https://docs.docker.com/reference/cli/docker/container/run/#privileged
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# schemas:
#   - input: schema.container
# custom:
#   id: PRV-01
#   severity: critical
#   scope: container
#   needs: ["run.privileged"]
#   faces: host
#   remediation: |
#     Drop privileged mode; add the one capability (cap_add) or device (devices) that is missing.
#   standards: {cis_docker: ["5.5"], pod_security: [baseline], nsa_cisa: [pod], nist_800_190: ["4.4.3"]}
package varve.container.privileged

deny contains r if {
	input.run.privileged == true
	r := {
		"msg": "the container runs privileged: it has every capability and every device of the host",
		"field": "privileged",
		"key": "privileged",
		"evidence": {"host_root": host_root},
	}
}

# Without the image nobody knows who runs, but the mode is there all the same.
default host_root := "unknown"

host_root := input.effective.host_root
