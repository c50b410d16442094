# METADATA
# title: sudo without a password, or a password that can be cracked
# description: |
#   With sudo or doas that asks for nothing, whoever takes over the account is root. A password's hash
#   in an image can be tried at leisure by everybody who can pull it. Grants to groups without members
#   and to accounts that are not there do not count, and those that ask for a password only count for
#   accounts that have one.
# related_resources:
#   - https://man7.org/linux/man-pages/man5/sudoers.5.html
# schemas:
#   - input: schema.image
# custom:
#   id: USR-02
#   severity: high
#   scope: image
#   remediation: |
#     Leave sudo out of the image and start as the user that is needed; give single commands instead of
#     ALL. Lock accounts with a password (passwd -l NAME).
#   standards: {nist_800_190: ["4.1.2"]}
package varve.image.sudo_without_password

import data.varve.lib.text

deny contains r if {
	some grant in input.sudoers.rules
	not grant.root
	grant.nopasswd
	users := sort(members(grant.who))
	count(users) > 0
	r := object.union(
		{
			"msg": $"{text.list(users)} may run {what(grant)} as {grant.runas} through {grant.tool} without a password",
			"path": grant.file,
			"key": $"{grant.tool} {grant.who}",
			"evidence": {"who": grant.who, "line": grant.line, "runas": grant.runas, "commands": grant.commands, "program": input.sudoers.program},
		},
		lowered(grant),
	)
}

deny contains r if {
	some grant in input.sudoers.rules
	not grant.root
	not grant.nopasswd
	grant.all
	users := sort({name | some name in members(grant.who); has_password(name)})
	count(users) > 0
	r := object.union(
		{
			"msg": $"{text.list(users)} may run everything as {grant.runas} through {grant.tool}, with a password that the image holds",
			"path": grant.file,
			"key": $"{grant.tool} {grant.who}",
			"evidence": {"who": grant.who, "line": grant.line, "runas": grant.runas, "program": input.sudoers.program},
		},
		asked,
	)
}

deny contains r if {
	some user in input.users
	startswith(user.password, "hash:")
	scheme := trim_prefix(user.password, "hash:")
	r := object.union(
		{
			"msg": $"account {user.name} has a password ({scheme}), and everybody who can pull the image can try to crack it",
			"path": "/etc/shadow",
			"key": $"hash:{user.name}",
			"evidence": {"account": user.name, "scheme": scheme},
		},
		crackable(scheme),
	)
}

deny contains r if {
	input.sudoers.program != null
	some file in input.sudoers.unread
	r := {
		"msg": $"who may use {input.sudoers.program} is not known, since {file} could not be read",
		"path": file,
		"key": $"unread {file}",
		"status": "undetermined",
		"evidence": {"file": file},
	}
}

what(grant) := "everything" if grant.all

what(grant) := text.list(array.slice(grant.commands, 0, 5)) if not grant.all

# Whom a grant is about, of the accounts that there are.
members(who) := {user.name | some user in input.users; user.uid != 0} if {
	who == "ALL"
} else := {name | some name in in_group(trim_prefix(who, "%"))} if {
	startswith(who, "%")
} else := {user.name | some user in input.users; $"#{user.uid}" == who} if {
	startswith(who, "#")
} else := {user.name | some user in input.users; user.name == who}

in_group(group) := {name |
	some entry in groups_of(group)
	some name in entry.members
	some user in input.users
	user.name == name
	user.uid != 0
} | {user.name |
	some entry in groups_of(group)
	some user in input.users
	user.gid == entry.gid
	user.uid != 0
}

groups_of(group) := [entry |
	some entry in input.groups
	group in {entry.name, $"#{entry.gid}"}
]

has_password(name) if {
	some user in input.users
	user.name == name
	can_log_in(user.password)
}

can_log_in("empty")

can_log_in(password) if startswith(password, "hash:")

lowered(grant) := {"severity": "info", "why": "neither sudo nor doas is in the image"} if {
	input.sudoers.program == null
} else := {"severity": "medium", "why": "only for the commands named"} if {
	not grant.all
} else := {"severity": "medium", "why": "only as another ordinary user"} if {
	not grant.runas in {"root", "ALL", "#0"}
} else := {}

asked := {"severity": "info", "why": "neither sudo nor doas is in the image"} if {
	input.sudoers.program == null
} else := {"severity": "medium", "why": "it asks for the account's password"}

crackable(scheme) := {} if scheme in data.varve.params.password_hashes_weak

crackable(scheme) := {"severity": "medium", "why": "its scheme makes trying slow"} if {
	not scheme in data.varve.params.password_hashes_weak
}
