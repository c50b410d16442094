# METADATA
# title: Secret in the image's config or build record
# description: |
#   Environment, labels and build steps are stored in the image as plain text: everybody who may pull
#   it reads them, also when a later step unsets the variable. Told by whole words of the name and the
#   look of the value, so that MONKEY, GPG_KEY, TOKEN_FILE and placeholders pass, or by the form that
#   tokens of well-known services have.
# related_resources:
#   - https://docs.docker.com/build/building/secrets/
# schemas:
#   - input: schema.image
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
	is_secret(variable)
	r := {
		"msg": $"the image sets {variable.name} to a secret for every process that runs in it",
		"key": $"env:{variable.name}",
		"evidence": {"variable": variable.name},
	}
}

deny contains r if {
	some label in input.config.labels
	is_secret(label)
	r := {
		"msg": $"label {label.name} holds a secret",
		"key": $"label:{label.name}",
		"evidence": {"label": label.name},
	}
}

deny contains r if {
	some step in input.history
	some name in step.secrets
	not name in {variable.name | some variable in input.config.env; is_secret(variable)} # told above
	r := {
		"msg": $"build step {step.i} gives {name} a secret, and the history keeps it",
		"key": $"history:{name}",
		"evidence": {"step": step.i, "text": step.text},
	}
}

# A token in the text of a step, whatever it is called; of steps whose variables are told above not again.
deny contains r if {
	some step in input.history
	step.secret_form
	count(step.secrets) == 0
	not sets_a_told_variable(step)
	r := {
		"msg": $"build step {step.i} holds a token or password, and the history keeps it",
		"key": $"history:form {earlier(step)}",
		"evidence": {"step": step.i, "text": step.text},
	}
}

deny contains r if {
	input.config.healthcheck.secret
	r := {
		"msg": "the health check holds a token or password",
		"key": "healthcheck",
		"evidence": {"argv": input.config.healthcheck.argv},
	}
}

is_secret(item) if item.secret

is_secret(item) if item.secret_shape == "form"

sets_a_told_variable(step) if {
	some item in array.concat(input.config.env, input.config.labels)
	item.secret_shape == "form"
	contains(step.text, item.name)
}

earlier(step) := count([other |
	some other in input.history
	other.i < step.i
	other.secret_form
])
