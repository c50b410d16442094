# METADATA
# title: Literal secret in the run spec
# description: |
#   A secret that is written into a compose file, a manifest or a command line is read by everybody who
#   may read the file, its history, or the process list. Told by whole words of the name and the look of
#   the value, or by the form that tokens of well-known services have.
# related_resources:
#   - https://docs.docker.com/compose/how-tos/use-secrets/
#   - https://kubernetes.io/docs/concepts/configuration/secret/
# schemas:
#   - input: schema.container
# custom:
#   id: SEC-07
#   severity: high
#   scope: container
#   needs:
#     - "run.env[].secret"
#     - "run.hooks"
#     - "run.entrypoint"
#     - "run.command"
#     - "run.labels"
#     - "run.health.probes"
#   remediation: |
#     Replace the secret, since it is known; hand it in as a secret of the orchestrator (secrets,
#     secretKeyRef), or as a file named by NAME_FILE.
#   standards: {nsa_cisa: [sec], nist_800_190: ["4.1.4"]}
package varve.container.secret_in_run_spec

deny contains r if {
	some variable in input.run.env
	variable.secret
	variable.value != null
	r := object.union(
		{
			"msg": $"variable {variable.name} is set to a secret{told(variable)}",
			"field": "env",
			"key": $"env:{variable.name}",
			"evidence": {"variable": variable.name, "told_by": object.get(variable, "secret_shape", null)},
		},
		step(object.get(variable, "secret_shape", null)),
	)
}

deny contains r if {
	some hook in hooks
	some variable in hook.env
	variable.secret
	variable.value != null
	r := object.union(
		{
			"msg": $"hook {hook.event} gets variable {variable.name}, which holds a secret",
			"field": "hooks",
			"key": $"hook:{hook.event}:{variable.name}",
			"evidence": {"variable": variable.name},
		},
		step(object.get(variable, "secret_shape", null)),
	)
}

# Facts hold the words of commands with secrets taken out, which leaves the mark.
deny contains r if {
	some field in ["entrypoint", "command"]
	some i, word in input.run[field]
	contains(word, redacted)
	r := object.union(
		{
			"msg": $"word {i + 1} of {field} holds a secret ({word}), which every process list shows",
			"field": field,
			"key": $"{field}:{i}",
			"evidence": {"word": word},
		},
		step("form"),
	)
}

deny contains r if {
	some hook in hooks
	some i, word in hook.argv
	contains(word, redacted)
	r := object.union(
		{
			"msg": $"word {i + 1} of {hook.event} holds a secret ({word})",
			"field": "hooks",
			"key": $"hook:{hook.event}:{i}",
			"evidence": {"word": word},
		},
		step("form"),
	)
}

deny contains r if {
	some name, value in input.run.labels
	contains(value, redacted)
	r := object.union(
		{
			"msg": $"label {name} holds a secret",
			"field": "labels",
			"key": $"label:{name}",
			"evidence": {"label": name},
		},
		step("name"),
	)
}

hooks := array.concat(object.get(input.run, "hooks", []), probes)

default probes := []

probes := input.run.health.probes

redacted := "****"

told(variable) := ", by the form of its value" if object.get(variable, "secret_shape", null) == "form"

told(variable) := ", by its name and the look of its value" if object.get(variable, "secret_shape", null) != "form"

step(shape) := {"severity": "low", "why": "judged for development (params profile)"} if {
	data.varve.params.profile == "dev"
} else := {} if {
	shape == "form"
} else := {"severity": "medium", "why": "told by the name alone; the value has no form that gives it away"}
