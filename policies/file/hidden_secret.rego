# METADATA
# title: Secret left in a covered layer
# description: |
#   A later layer deletes or replaces the file, yet anyone who pulls the image still gets it: layers
#   are only ever added.
# related_resources:
#   - https://docs.docker.com/build/building/secrets/
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.file
# custom:
#   id: SEC-06
#   severity: high
#   scope: file
#   selector: {state: hidden, content: ["*"]}
#   remediation: |
#     Rotate the secret; rebuild with RUN --mount=type=secret instead of COPY and rm. Deleting it in a
#     further layer does not help.
#   standards: {cis_docker: ["4.10"], nist_800_190: ["4.1.4"]}
package varve.file.hidden_secret

import data.varve.lib.secrets

deny contains r if {
	some match in input.matches
	r := object.union(
		object.union(
			secrets.about(match),
			{
				"msg": $"{input.path} line {match.line} holds a secret ({match.detector}); layer {input.covered_by.layer} covers it ({input.covered_by.how}), but layer {input.layer} still ships it",
				"evidence": {"covered_by": input.covered_by, "layer": input.layer},
			},
		),
		secrets.change(match, input, "high"),
	)
}
