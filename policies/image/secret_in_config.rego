# METADATA
# title: Secret in the image's config or build record
# description: |
#   Environment, labels and build steps are stored in the image as plain text: everybody who may pull
#   it reads them, also when a later step unsets the variable. Told by whole words of the name and the
#   look of the value, so that MONKEY, GPG_KEY, TOKEN_FILE and placeholders pass.
# related_resources:
#   - https://docs.docker.com/build/building/secrets/
# custom:
#   id: SEC-05
#   severity: high
#   scope: image
#   remediation: |
#     Replace the secret, since it is known; hand it to builds with RUN --mount=type=secret and to the
#     container when it runs.
#   standards: {cis_docker: ["4.10"], nist_800_190: ["4.1.4"]}
package varve.image.secret_in_config

deny contains r if {
	some variable in input.config.env
	variable.secret
	r := {
		"msg": $"the image sets {variable.name} to a secret for every process that runs in it",
		"key": $"env:{variable.name}",
		"evidence": {"variable": variable.name},
	}
}

deny contains r if {
	some label in input.config.labels
	label.secret
	r := {
		"msg": $"label {label.name} holds a secret",
		"key": $"label:{label.name}",
		"evidence": {"label": label.name},
	}
}

deny contains r if {
	some step in input.history
	some name in step.secrets
	not name in {variable.name | some variable in input.config.env; variable.secret} # told above
	r := {
		"msg": $"build step {step.i} gives {name} a secret, and the history keeps it",
		"key": $"history:{name}",
		"evidence": {"step": step.i, "text": step.text},
	}
}
