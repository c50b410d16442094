# METADATA
# title: Token or credential in a file
# description: |
#   Whoever can pull the image can use the credential against the service it belongs to. Found by its
#   form, not by the file's name; placeholders and variables do not count.
# related_resources:
#   - https://docs.docker.com/build/building/secrets/
# schemas:
#   - input: schema.file
# custom:
#   id: SEC-03
#   severity: high
#   scope: file
#   selector: {state: live, content: ["*"]}
#   remediation: |
#     Revoke the credential and issue another; hand it to builds with RUN --mount=type=secret and to the
#     container when it runs.
#   standards: {cis_docker: ["4.10"], nist_800_190: ["4.1.4"]}
package varve.file.token

import data.varve.lib.secrets

deny contains r if {
	some match in secrets.tokens(input.matches)
	r := object.union_n([
		{"msg": $"{input.path} line {match.line} holds a credential ({match.detector}, {match.redacted})"},
		secrets.about(match),
		secrets.change(match, input, "high"),
	])
}
