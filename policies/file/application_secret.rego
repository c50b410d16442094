# METADATA
# title: Secret in an application's settings
# description: |
#   Environment files, settings and state files hold a value that by its name and its look is a password
#   or key. Whoever can pull the image has it. Defaults that everybody knows are only listed, and so are
#   settings that packages and modules bring; variables, paths and placeholders do not count.
# related_resources:
#   - https://docs.docker.com/build/building/secrets/
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.file
# custom:
#   id: SEC-04
#   severity: medium
#   scope: file
#   selector: {state: live, content: ["config-*"]}
#   remediation: |
#     Replace the secret, and hand the new one to the container when it runs (secrets, mounted files,
#     variables of the run spec); list such files in .dockerignore.
#   standards: {cis_docker: ["4.10"], nist_800_190: ["4.1.4"]}
package varve.file.application_secret

import data.varve.lib.secrets

deny contains r if {
	some match in secrets.settings(input.matches)
	r := object.union_n([
		{"msg": $"{input.path} line {match.line} {what[match.detector]} ({match.redacted})"},
		secrets.about(match),
		secrets.change(match, input, "medium"),
		of_package(match),
	])
}

what := {
	"config-default": "sets a password that everybody knows",
	"config-secret": "sets a secret",
}

of_package(match) := {"severity": "info", "why": "a package brings these settings, so they are nobody's secret"} if {
	match.detector == "config-secret"
	secrets.of_package(input)
} else := {}
