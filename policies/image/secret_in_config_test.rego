package varve.image.secret_in_config_test

import data.varve.image.secret_in_config as rule

image(env, labels, history) := {"config": {"env": env, "labels": labels}, "history": history}

keys(doc) := {r.key | some r in results} if results := rule.deny with input as doc

test_fires_everywhere if {
	keys(image(
		[{"name": "DB_PASSWORD", "value": "****", "secret": true}],
		[{"name": "token", "value": "****", "secret": true}],
		[{"i": 2, "text": "ARG API_KEY=****", "secrets": ["API_KEY"]}],
	)) == {"env:DB_PASSWORD", "label:token", "history:API_KEY"}
}

test_near_miss_nothing_secret if {
	keys(image(
		[{"name": "PATH", "value": "/bin", "secret": false}],
		[{"name": "version", "value": "1", "secret": false}],
		[{"i": 0, "text": "RUN make", "secrets": []}],
	)) == set()
}

test_near_miss_the_step_that_set_the_variable if {
	keys(image(
		[{"name": "DB_PASSWORD", "value": "****", "secret": true}],
		[],
		[{"i": 1, "text": "ENV DB_PASSWORD=****", "secrets": ["DB_PASSWORD"]}],
	)) == {"env:DB_PASSWORD"}
}

test_fires_on_tokens_told_by_their_form if {
	keys(image(
		[{"name": "EXTRA", "value": "glpat-****", "secret": false, "secret_shape": "form"}],
		[{"name": "source", "value": "https://u:****@host", "secret": false, "secret_shape": "form"}],
		[
			{"i": 0, "text": "ENV EXTRA=glpat-****", "secrets": [], "secret_form": true},
			{"i": 1, "text": "RUN curl -H 'Authorization: Bearer ****' x", "secrets": [], "secret_form": true},
		],
	)) == {"env:EXTRA", "label:source", "history:form 1"}
}

test_fires_on_the_health_check if {
	keys({"config": {"env": [], "labels": [], "healthcheck": {"secret": true, "argv": ["curl ****"]}}, "history": []}) == {"healthcheck"}
}
