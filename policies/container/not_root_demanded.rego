# METADATA
# title: runAsNonRoot does not fit the image
# description: |
#   The manifest demands a user that is not root and names none, so the image's user decides: root is
#   refused when the pod starts, and a name cannot be checked by the kubelet, which refuses it too.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# schemas:
#   - input: schema.container
# custom:
#   id: CMB-01
#   severity: medium
#   scope: container
#   needs: ["run.nonroot_required"]
#   remediation: |
#     Give USER a number other than 0 in the image, or set runAsUser.
#   standards: {pod_security: [restricted], nsa_cisa: [nonroot]}
package varve.container.not_root_demanded

deny contains r if {
	input.run.nonroot_required
	input.run.user == null
	some why in trouble
	r := {
		"msg": $"runAsNonRoot is set and no runAsUser, but the image's user {why}",
		"field": "nonroot_required",
		"key": "nonroot_required",
		"evidence": {"user": input.image.user.spec},
	}
}

deny contains r if {
	input.run.nonroot_required
	input.run.user == null
	input.image == null
	r := {
		"msg": "runAsNonRoot is set and no runAsUser; whether the image's user fits cannot be told: it is not at hand",
		"field": "nonroot_required",
		"key": "nonroot_required",
		"status": "undetermined",
	}
}

# The check takes the digits for a number, and some engines take them for the account's name.
deny contains r if {
	input.run.nonroot_required
	input.run.user == null
	"digits-only-name" in input.image.user.notes
	r := {
		"msg": $"runAsNonRoot is set and no runAsUser, but the image's user {input.image.user.spec} is a number that is also the name of an account: the check passes, and the engine may start another user",
		"field": "nonroot_required",
		"key": "digits-only-name",
		"severity": "high",
		"why": "the check passes and the process may be root",
		"evidence": {"user": input.image.user.spec},
	}
}

trouble contains "is root, so the pod is refused" if input.image.user.root == true

trouble contains $"is the name {input.image.user.spec}, which the kubelet cannot check" if {
	input.image.user.how in {"name", "name-unknown"}
	input.image.user.root != true
}
