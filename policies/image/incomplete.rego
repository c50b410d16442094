# METADATA
# title: Image not read completely, or not what it claims to be
# description: |
#   Something of the image could not be read, or its bytes do not have the digests that its documents
#   promise. Rules that found nothing say nothing about what was not seen.
# related_resources:
#   - https://github.com/opencontainers/image-spec/blob/main/descriptor.md
# schemas:
#   - input: schema.image
# custom:
#   id: OPS-01
#   severity: high
#   scope: image
#   needs: ["gaps", "structure"]
#   remediation: |
#     Export or pull the image again from its registry and compare the digests; raise the limit named
#     if the image is to be trusted.
#   standards: {nist_800_190: ["4.1.3"]}
package varve.image.incomplete

deny contains r if {
	input.complete == false
	some gap in input.gaps
	r := object.union(
		{
			"msg": $"{gap.what} is not known: {gap.why}",
			"key": $"gap:{gap.what}",
			"evidence": {"what": gap.what, "why": gap.why, "where": gap.where},
		},
		lowered(gap),
	)
}

# Every byte was read; only what the package manager noted about them was not.
lowered(gap) := {"severity": "info", "why": "rules that need to know whose a file is say so themselves"} if {
	gap.what == "package-database"
} else := {}

deny contains r if {
	mismatches := {finding.code | some finding in input.structure; finding.unverified}
	count(mismatches) > 0
	r := {
		"msg": $"the image's bytes are not those its documents name ({concat(", ", sort(mismatches))}): everything found holds for the bytes that are there",
		"key": "unverified",
		"evidence": {"codes": sort(mismatches)},
	}
}
