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
#   needs: ["effective.commands"]
#   remediation: |
#     Name a program that the image ships and the user may run, or use a check that needs none (http,
#     tcp).
#   standards: {cis_docker: ["5.27"]}
package varve.container.broken_check_command

deny contains r if {
	some command in input.effective.commands
	what := trouble(command)
	r := {
		"msg": $"{command.event}: {named(command)} {what}",
		"field": field(command),
		"key": $"{command.what} {command.event} {named(command)}",
		"evidence": {"argv": command.argv, "status": command.status, "executable": command.executable},
	}
}

deny contains r if {
	some command in input.effective.commands
	not trouble(command)
	why := unknown(command)
	r := {
		"msg": $"{command.event}: whether {named(command)} can run is not known, {why}",
		"field": field(command),
		"key": $"{command.what} {command.event} {named(command)}",
		"status": "undetermined",
		"evidence": {"argv": command.argv, "status": command.status},
	}
}

named(command) := command.argv[0] if count(command.argv) > 0

named(command) := "the command" if count(command.argv) == 0

trouble(command) := texts[command.status] if {
	texts[command.status]
} else := "may not be executed by its user" if {
	command.status == "ok"
	command.executable == "no"
}

texts := {
	"missing": "is not in the image",
	"not-executable": "may not be executed",
	"directory": "is a directory",
	"dangling": "is a link to nothing",
	"loop": "is a link that leads back to itself",
	"wrong-arch": "is built for another processor than the image",
}

unknown(command) := "since it depends on what the shell makes of it" if {
	command.status == "dynamic"
} else := $"since the mount at {command.covered_by} hides it" if {
	command.covered_by != null
} else := "since its user's rights on it are not known" if {
	command.executable == "unknown"
}

field(command) := "health" if command.what in {"health", "probe"}

field(command) := "hooks" if command.what == "hook"
