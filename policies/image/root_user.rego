# METADATA
# title: Image starts as root
# description: |
#   Whoever takes over the first process owns every file in the container, and is the host's root as
#   soon as anything leaks: a mount, a capability, a kernel bug. All spellings count, since engines
#   read an empty USER, "root", "0", "00", "+0", "0:0" and any name with uid 0 alike.
# related_resources:
#   - https://docs.docker.com/build/building/best-practices/#user
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.image
# custom:
#   id: ENT-01
#   severity: medium
#   scope: image
#   remediation: |
#     Create an account with a fixed number in the image and end the Dockerfile with that number, as
#     in USER 10001:10001.
#   standards: {cis_docker: ["4.1"], pod_security: [restricted], nist_800_190: ["4.1.2"]}
package varve.image.root_user

deny contains r if {
	input.user.root == true
	not overridden
	not drops
	r := {
		"msg": $"{said}, so the first process runs as uid 0",
		"key": "user",
		"evidence": {"user": input.user.spec, "how": input.user.how},
	}
}

deny contains r if {
	input.user.root == true
	not overridden
	drops
	r := {
		"msg": $"{said}; the start then always changes to {input.start.drops_to.user} through {input.start.drops_to.via}",
		"key": "user",
		"severity": "low",
		"why": "a privilege tool in the start chain always gives up root",
		"evidence": {"user": input.user.spec, "how": input.user.how, "drops_to": input.start.drops_to.user},
	}
}

deny contains r if {
	input.user.root == true
	overridden
	r := {
		"msg": $"{said}, so the first process runs as uid 0 unless its run spec says otherwise, as every known one does",
		"key": "user",
		"severity": "info",
		"why": $"every known run spec starts it as another user",
		"evidence": {"user": input.user.spec, "how": input.user.how, "runs": input.runs.other},
	}
}

deny contains r if {
	input.user.root == null
	input.user.how != "out-of-range"
	input.user.how != "invalid"
	r := {
		"msg": $"USER {input.user.spec} cannot be resolved, so it is not known whether the first process runs as root",
		"key": "user",
		"status": "undetermined",
		"evidence": {"user": input.user.spec, "how": input.user.how},
	}
}

said := "the image sets no USER" if input.user.how == "empty"

said := $"USER {input.user.spec} is root" if input.user.how != "empty"

# One run whose user is not certain is enough to doubt it.
overridden if {
	input.runs.other > 0
	input.runs.root == 0
	input.runs.unknown == 0
}

drops if {
	input.start.drops_to.certain
	input.start.drops_to.uid != null
	input.start.drops_to.uid != 0
}
