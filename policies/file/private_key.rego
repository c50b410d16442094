# METADATA
# title: Private key in the image
# description: |
#   Whoever can pull the image has the key. Certificates and key headers without a body do not count.
# related_resources:
#   - https://docs.docker.com/build/building/secrets/
# schemas:
#   - input: schema.file
# custom:
#   id: SEC-01
#   severity: high
#   scope: file
#   selector: {state: live, content: ["*private-key*"]}
#   remediation: |
#     Replace the key, since it is known to everybody who pulled the image; hand keys to the container
#     when it runs (secrets, mounted files), and to builds with RUN --mount=type=secret.
#   standards: {cis_docker: ["4.10"], nist_800_190: ["4.1.4"]}
package varve.file.private_key

import data.varve.lib.secrets

deny contains r if {
	some match in secrets.keys(input.matches)
	r := object.union_n([
		{"msg": $"{input.path} line {match.line} holds a private key ({match.shape})"},
		secrets.about(match),
		secrets.change(match, input, "high"),
	])
}
