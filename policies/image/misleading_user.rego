# METADATA
# title: USER does not mean what it says
# description: |
#   Engines disagree about numbers out of range, signs, and account names made of digits: what reads
#   like an ordinary user may start as root (CVE-2024-40635), or as somebody else in another engine.
# related_resources:
#   - https://nvd.nist.gov/vuln/detail/CVE-2024-40635
# schemas:
#   - input: schema.image
# custom:
#   id: ENT-02
#   severity: high
#   scope: image
#   needs: ["user.how=out-of-range", "user.how=invalid", "user.notes"]
#   remediation: |
#     Write USER as a plain number from 1 to 2147483647 without sign or spaces, and give no account a
#     name of digits.
#   standards: {pod_security: [restricted]}
package varve.image.misleading_user

deny contains r if {
	input.user.how == "out-of-range"
	r := {
		"msg": $"USER {input.user.spec} is outside 0 to 2147483647: engines refuse it or wrap it around to another user, even root",
		"key": "out-of-range",
		"evidence": {"user": input.user.spec},
	}
}

deny contains r if {
	input.user.how == "invalid"
	r := {
		"msg": $"USER \"{input.user.spec}\" is no user[:group] that an engine can read",
		"key": "invalid",
		"evidence": {"user": input.user.spec},
	}
}

deny contains r if {
	some note in input.user.notes
	why := meanings[note]
	r := {
		"msg": $"USER {input.user.spec} {why}",
		"key": note,
		"evidence": {"user": input.user.spec, "uid": input.user.uid},
	}
}

meanings := {
	"digits-only-name": "is a number and also the name of an account: engines disagree about which is meant",
	"duplicate-name": "names an account that passwd lists twice with different uids",
	"sign": "carries a sign, which engines read differently",
	"spaces": "contains white space, which engines do not trim alike",
}
