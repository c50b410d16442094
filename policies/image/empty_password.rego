# METADATA
# title: Account without password, or a second root account
# description: |
#   An empty password field lets anybody become that user through su, login or sshd. A second account
#   with uid 0 is root under a name that nobody watches.
# related_resources:
#   - https://man7.org/linux/man-pages/man5/shadow.5.html
# schemas:
#   - input: schema.image
# custom:
#   id: USR-01
#   severity: high
#   scope: image
#   needs: ["users"]
#   remediation: |
#     Lock the account (passwd -l NAME, or ! in the second field of its line in /etc/shadow); remove
#     accounts with uid 0 other than root.
#   standards: {nist_800_190: ["4.1.2"]}
package varve.image.empty_password

deny contains r if {
	some user in input.users
	user.password == "empty"
	r := object.union(
		{
			"msg": $"account {user.name} (uid {user.uid}) has an empty password, so anybody inside can become it",
			"path": "/etc/shadow",
			"key": $"empty:{user.name}",
			"evidence": {"account": user.name, "uid": user.uid, "shell": user.shell},
		},
		lowered,
	)
}

deny contains r if {
	some user in input.users
	user.uid == 0
	user.name != "root"
	r := {
		"msg": $"account {user.name} has uid 0: it is root under another name",
		"path": "/etc/passwd",
		"key": $"uid0:{user.name}",
		"evidence": {"account": user.name, "shell": user.shell},
	}
}

# Two names for one account are root's affair only if it is root's; a line that stands there twice is none.
deny contains r if {
	some user in input.users
	user.uid != 0
	names := sort({other.name | some other in input.users; other.uid == user.uid})
	count(names) > 1
	r := {
		"msg": $"accounts {concat(", ", names)} share the uid {user.uid}, so each owns what the others own",
		"path": "/etc/passwd",
		"key": $"uid:{user.uid}",
		"severity": "info",
		"why": "it is not root's",
		"evidence": {"accounts": names, "uid": user.uid},
	}
}

default lowered := {}

lowered := {"severity": "low", "why": "no program for logins is in the image, so nobody asks for the password"} if {
	count(input.login_programs) == 0
}
