# METADATA
# title: Container runs as root
# description: |
#   The run spec and the image together start the first process as uid 0, which is the host's uid 0
#   unless a user namespace maps it. One mount, capability or kernel bug is then enough.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.container
# custom:
#   id: ENT-01
#   severity: high
#   scope: container
#   faces: host
#   folds_under: [CMB-07]
#   remediation: |
#     Set a user with a number (user, --user, runAsUser), or mend the image's USER.
#   standards: {cis_docker: ["4.1"], pod_security: [restricted], nsa_cisa: [nonroot], nist_800_190: ["4.1.2"]}
package varve.container.root_user

deny contains r if {
	input.effective.root == true
	not input.run.nonroot_required # then it does not start at all, and CMB-01 says so
	r := object.union(
		{
			"msg": $"the first process runs as uid 0 ({where_from}){then}",
			"field": "user",
			"key": "user",
			"evidence": {"user": input.effective.user, "host_root": input.effective.host_root},
		},
		lowered,
	)
}

deny contains r if {
	input.effective.root == null
	r := {
		"msg": $"whether the first process runs as root cannot be told ({where_from})",
		"field": "user",
		"key": "user",
		"status": "undetermined",
		"evidence": {"user": input.effective.user},
	}
}

deny contains r if {
	input.effective == null
	not numbered
	r := {
		"msg": "whether the first process runs as root cannot be told: the image is not at hand",
		"field": "user",
		"key": "user",
		"status": "undetermined",
	}
}

# A number needs no image to be understood.
deny contains r if {
	input.effective == null
	numbered
	is_string(input.run.user)
	regex.match(`^[+-]?0+(:|$)`, input.run.user)
	not input.run.nonroot_required
	r := {
		"msg": $"the first process runs as uid 0 ({where_from})",
		"field": "user",
		"key": "user",
		"evidence": {"user": input.run.user},
	}
}

numbered if {
	is_string(input.run.user)
	regex.match(`^[+-]?[0-9]+(:|$)`, input.run.user)
}

where_from := $"the run spec says {input.run.user}" if {
	input.run.user != null
	input.run.user != ""
}

where_from := "the run spec leaves the user empty" if input.run.user == ""

where_from := "the image sets no USER" if {
	input.run.user == null
	input.effective.user == ""
}

where_from := $"the image's USER {input.effective.user}" if {
	input.run.user == null
	input.effective.user != ""
}

default drops := false

drops if {
	input.effective.start.drops_to.certain
	input.effective.start.drops_to.uid != null
	input.effective.start.drops_to.uid != 0
}

then := $", and {input.effective.start.drops_to.via} then always changes to {input.effective.start.drops_to.user}" if drops

then := "" if not drops

lowered := {"severity": "low", "why": "a privilege tool in the start chain always gives up root"} if drops

lowered := {} if not drops
