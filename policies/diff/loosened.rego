# METADATA
# title: Became root, or the run spec was loosened
# description: |
#   The second image runs as root where the first did not, or the run spec now gives the container
#   rights that it did not have. A value that is only written out is no change.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# schemas:
#   - input: schema.diff
# custom:
#   id: DIF-03
#   severity: high
#   scope: diff
#   remediation: |
#     Go back to the former value, or write down in the exceptions file who needs the new one and why.
#   standards: {cis_docker: ["4.1", "5.4"], pod_security: [restricted]}
package varve.diff.loosened

deny contains r if {
	chosen_here
	input.user.a.root == false
	input.user.b.root == true
	r := object.union(
		{
			"msg": $"runs as root ({spec(input.user.b)}), ran as uid {input.user.a.uid} ({spec(input.user.a)})",
			"key": "user",
			"evidence": {"user": input.user.b.spec, "was": input.user.a.spec},
		},
		place,
	)
}

deny contains r if {
	chosen_here
	input.user.a.root == false
	is_null(input.user.b.root)
	r := object.union(
		{
			"msg": $"nobody can say whether {spec(input.user.b)} is root; before it ran as uid {input.user.a.uid}",
			"key": "user",
			"status": "undetermined",
			"evidence": {"user": input.user.b.spec, "was": input.user.a.spec},
		},
		place,
	)
}

deny contains r if {
	some row in input.run
	row.direction == "looser"
	row.field != "user"
	r := {
		"msg": $"{named(row)} is {shown(row.b)}, was {shown(row.a)}",
		"field": row.field,
		"key": named(row),
		"evidence": {"value": row.b, "was": row.a},
	}
}

# The image's user is told of the images, the run spec's of the containers.
chosen_here if input.a.kind == "image"

chosen_here if user_row

user_row if {
	input.a.kind == "container"
	some row in input.run
	row.field == "user"
}

place := {"field": "user"} if user_row

place := {} if not user_row

spec(user) := "no USER" if user.spec == ""

spec(user) := $"user {user.spec}" if user.spec != ""

# Positions in lists change with every new item, names do not.
named(row) := row.field if row.name == ""

named(row) := concat(" ", [split(row.field, "[")[0], row.name]) if row.name != ""

shown(value) := "not set" if is_null(value)

shown(value) := json.marshal(value) if not is_null(value)
