# METADATA
# title: User of the run spec does not mean what it says
# description: |
#   Engines disagree about numbers out of range, signs, and account names made of digits: what reads
#   like an ordinary user may start as root (CVE-2024-40635), or as somebody else in another engine.
# related_resources:
#   - https://nvd.nist.gov/vuln/detail/CVE-2024-40635
# schemas:
#   - input: schema.container
# custom:
#   id: ENT-02
#   severity: high
#   scope: container
#   needs: ["run.user"]
#   folds_under: [CMB-01]
#   remediation: |
#     Give the user as a plain number from 1 to 2147483647 without sign or spaces, and let the image
#     have no account with a name of digits.
#   standards: {pod_security: [restricted]}
package varve.container.misleading_user

deny contains r if {
	input.run.user != null
	what := forms[input.effective.how]
	r := {
		"msg": $"user \"{input.run.user}\" {what}",
		"field": "user",
		"key": input.effective.how,
		"evidence": {"user": input.run.user},
	}
}

deny contains r if {
	input.run.user != null
	some note in input.effective.user_notes
	what := meanings[note]
	r := {
		"msg": $"user \"{input.run.user}\" {what}",
		"field": "user",
		"key": note,
		"evidence": {"user": input.run.user, "uid": input.effective.uid},
	}
}

# What needs no image to be seen.
deny contains r if {
	input.effective == null
	is_string(input.run.user)
	some note, pattern in patterns
	regex.match(pattern, input.run.user)
	r := {
		"msg": $"user \"{input.run.user}\" {meanings[note]}",
		"field": "user",
		"key": note,
		"evidence": {"user": input.run.user},
	}
}

forms := {
	"out-of-range": "is outside 0 to 2147483647: engines refuse it or wrap it around to another user, even root",
	"invalid": "is no user[:group] that an engine can read",
}

meanings := {
	"digits-only-name": "is a number and also the name of an account: engines disagree about which is meant",
	"duplicate-name": "names an account that passwd lists twice with different uids",
	"sign": "carries a sign, which engines read differently",
	"spaces": "contains white space, which engines do not trim alike",
}

patterns := {
	"sign": `^[+-][0-9]+(:|$)`,
	"spaces": `\s`,
}
