# METADATA
# title: API token mounted without need
# description: |
#   Kubernetes puts a token of the service account into every container unless told not to. Whoever
#   takes over the container can then ask the API in the account's name; a program that never asks has
#   no use for it.
# related_resources:
#   - https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
# schemas:
#   - input: schema.container
# custom:
#   id: KUB-01
#   severity: low
#   scope: container
#   needs: ["run.sa_token=true"]
#   remediation: |
#     Set automountServiceAccountToken: false; where the API is used, name an account of its own with a
#     role that allows just that.
#   standards: {nsa_cisa: [sa]}
package varve.container.api_token

deny contains r if {
	input.run.sa_token == true
	input.run.service_account.name in {"", "default"}
	not input.run.service_account.bound
	not asks_api
	r := {
		"msg": "the token of the default service account is mounted, and nothing shows that the program asks the API",
		"field": "sa_token",
		"key": "sa_token",
		"evidence": {"account": input.run.service_account.name},
	}
}

asks_api if {
	some variable in input.run.env
	regex.match(data.varve.params.api_client_variables, variable.name)
}

asks_api if {
	some field in ["entrypoint", "command"]
	some word in input.run[field]
	regex.match(data.varve.params.api_client_words, word)
}

asks_api if {
	some word in input.effective.start.argv
	regex.match(data.varve.params.api_client_words, word)
}
