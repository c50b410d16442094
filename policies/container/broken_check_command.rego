# METADATA
# title: Probe, health or hook command that cannot run
# description: |
#   A check whose program is not in the image, or may not be run by the container's user, always fails;
#   a hook that cannot start stops the container from starting or ending as intended.
# related_resources:
#   - https://docs.docker.com/reference/dockerfile/#healthcheck
# schemas:
#   - input: schema.container
# custom:
#   id: CMB-12
#   severity: medium
#   scope: container
#   remediation: |
#     Name a program that the image ships and the user may run, or use a check that needs none (http,
#     tcp).
#   standards: {cis_docker: ["5.27"]}
package varve.container.broken_check_command

deny contains r if {
	some command in input.effective.commands
	command.covered_by == null
	wrong := trouble(command)
	r := {
		"msg": $"{command.what} {command.event} runs {command.argv[0]}, which {wrong}",
		"field": field(command),
		"key": $"{command.what}:{command.event}:{command.argv[0]}",
		"evidence": {"argv": command.argv, "status": command.status},
	}
}

trouble(command) := "is not in the image" if command.status in {"missing", "dangling", "loop"}

trouble(command) := "is a directory" if command.status == "directory"

trouble(command) := "nobody may run" if command.status == "not-executable"

trouble(command) := "the container's user may not run" if {
	command.status == "ok"
	command.executable == "no"
}

field(command) := "hooks" if command.what == "hook"

field(command) := "health" if command.what != "hook"
