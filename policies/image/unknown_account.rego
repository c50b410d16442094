# METADATA
# title: USER is unknown to the image
# description: |
#   USER names an account or a group that the image's own account files do not have: engines refuse to
#   start the container, unless a mount brings the files.
# related_resources:
#   - https://docs.docker.com/reference/dockerfile/#user
# schemas:
#   - input: schema.image
# custom:
#   id: CMB-09
#   severity: medium
#   scope: image
#   remediation: |
#     Create the account in the image, or give a number.
#   standards: {}
package varve.image.unknown_account

deny contains r if {
	input.user.how == "name-unknown"
	r := {
		"msg": $"the image has no user {input.user.spec}{lacks}",
		"key": "user",
		"evidence": {"user": input.user.spec, "passwd_present": input.passwd_present},
	}
}

deny contains r if {
	"group-unknown" in input.user.notes
	r := {
		"msg": $"the image lacks the group that USER {input.user.spec} names",
		"key": "group",
		"evidence": {"user": input.user.spec},
	}
}

lacks := "" if input.passwd_present

lacks := ", for it has no /etc/passwd" if not input.passwd_present
