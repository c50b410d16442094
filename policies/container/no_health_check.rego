# METADATA
# title: No health check
# description: |
#   A process that hangs looks like one that works, so nothing restarts it and requests still go to
#   it. Kubernetes does not look at the image's own check, only at probes.
# related_resources:
#   - https://docs.docker.com/reference/dockerfile/#healthcheck
#   - https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
# schemas:
#   - input: schema.container
# custom:
#   id: HYG-05
#   severity: info
#   scope: container
#   remediation: |
#     Give a check that asks the service what its users ask (healthcheck, --health-cmd, a readiness and
#     a liveness probe).
#   standards: {cis_docker: ["4.6", "5.27"]}
package varve.container.no_health_check

import data.varve.lib.engine

deny contains r if {
	lasting
	engine.of_kubernetes(input.run)
	count(probes) == 0
	r := object.union(
		{
			"msg": $"the container has no probe{ignored}",
			"field": "health",
			"key": "health",
		},
		raised,
	)
}

deny contains r if {
	lasting
	not engine.of_kubernetes(input.run)
	says := lacking
	r := object.union(
		{
			"msg": says,
			"field": "health",
			"key": "health",
		},
		raised,
	)
}

deny contains r if {
	lasting
	not engine.of_kubernetes(input.run)
	input.run.health == null
	input.image == null
	r := {
		"msg": "whether the image checks its health cannot be told: it is not at hand",
		"field": "health",
		"key": "health",
		"status": "undetermined",
	}
}

default probes := []

probes := input.run.health.probes

# Jobs and what runs before or beside the service end by themselves.
lasting if {
	input.run.unit.role in {"main", "sidecar"}
	not input.run.unit.kind in {"CronJob", "Job"}
}

lacking := "the run spec switches the health check off" if input.run.health.disabled

lacking := "neither the run spec nor the image has a health check" if {
	of_the_image
	no_check_in_image
}

of_the_image if input.run.health == null

# Only the intervals are changed.
of_the_image if {
	not input.run.health.disabled
	count(input.run.health.test) == 0
}

no_check_in_image if {
	input.image != null
	input.image.config.healthcheck == null
}

no_check_in_image if input.image.config.healthcheck.disabled

default ignored := ""

ignored := "; Kubernetes does not use the image's HEALTHCHECK" if {
	input.image.config.healthcheck != null
	not input.image.config.healthcheck.disabled
}

default raised := {}

raised := {"severity": "low", "why": "it is meant to run on and on"} if long_running

long_running if input.run.restart in {"always", "unless-stopped"}

long_running if input.run.unit.kind in {"DaemonSet", "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"}
