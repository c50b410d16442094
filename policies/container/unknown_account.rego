# METADATA
# title: User or group name unknown to the image
# description: |
#   The run spec names a user or a group that the image's account files do not have: engines refuse to
#   start the container.
# related_resources:
#   - https://docs.docker.com/reference/compose-file/services/#user
# schemas:
#   - input: schema.container
# custom:
#   id: CMB-09
#   severity: medium
#   scope: container
#   needs: ["effective.how=name-unknown", "effective.user_notes"]
#   remediation: |
#     Create the account in the image, or give a number.
#   standards: {}
package varve.container.unknown_account

deny contains r if {
	input.run.user != null
	input.effective.how == "name-unknown"
	r := object.union(
		{
			"msg": $"the image has no user {input.run.user}{then}",
			"field": "user",
			"key": "user",
			"evidence": {"user": input.run.user},
		},
		sure,
	)
}

deny contains r if {
	"group-unknown" in input.effective.user_notes
	by_run
	r := object.union(
		{
			"msg": $"the image lacks a group that the run spec names ({named}){then}",
			"field": field,
			"key": "group",
			"evidence": {"user": input.run.user, "groups": input.run.groups},
		},
		sure,
	)
}

by_run if input.run.user != null

by_run if count(input.run.groups) > 0

named := concat(", ", array.concat([input.run.user | is_string(input.run.user)], [group | some group in input.run.groups]))

field := "groups" if count(input.run.groups) > 0

field := "user" if count(input.run.groups) == 0

# A mount may bring the accounts.
default brought := false

brought if {
	some mount in input.run.mounts
	some place in ["/etc", "/etc/passwd", "/etc/group"]
	lands(mount) == place
}

lands(mount) := mount.target_resolved if {
	is_string(mount.target_resolved)
} else := mount.target

sure := {"status": "undetermined"} if brought

sure := {} if not brought

then := ": a mount may bring it" if brought

then := "" if not brought
