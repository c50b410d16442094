# METADATA
# title: Code that runs outside the container's profile
# description: |
#   Hooks of an OCI config are programs of the host that the runtime starts with its own rights; hooks
#   of a compose file may ask for more than the service has. Where a container can write such a
#   program, it runs its own code on the host.
# related_resources:
#   - https://github.com/opencontainers/runtime-spec/blob/main/config.md#posix-platform-hooks
#   - https://docs.docker.com/compose/how-tos/lifecycle/
# schemas:
#   - input: schema.container
# custom:
#   id: PRV-10
#   severity: high
#   scope: container
#   needs: ["run.hooks"]
#   faces: host
#   remediation: |
#     Remove the hook, or keep its program in a directory of the host that no container can write and
#     that is known (params hooks_known); run the service's own hooks as the service's user.
#   standards: {cis_docker: ["5.23", "5.24"]}
package varve.container.outside_profile

import data.varve.lib.devices

deny contains r if {
	some i, hook in input.run.hooks
	hook.way == "host-exec"
	places := writable_places(hook.argv)
	count(places) > 0
	r := {
		"msg": $"hook {hook.event} runs {hook.argv[0]} on the host, and the container can write {concat(", ", sort(places))}",
		"field": $"hooks[{i}]",
		"key": $"{hook.event} {hook.argv[0]}",
		"severity": "critical",
		"why": "the container supplies code that runs on the host",
		"evidence": {"event": hook.event, "program": hook.argv[0], "places": sort(places)},
	}
}

deny contains r if {
	some i, hook in input.run.hooks
	hook.way == "host-exec"
	count(writable_places(hook.argv)) == 0
	not devices.matches(hook.argv[0], data.varve.params.hooks_known)
	r := {
		"msg": $"hook {hook.event} runs {hook.argv[0]} on the host, which is not among the known ones",
		"field": $"hooks[{i}]",
		"key": $"{hook.event} {hook.argv[0]}",
		"evidence": {"event": hook.event, "program": hook.argv[0]},
	}
}

deny contains r if {
	some i, hook in input.run.hooks
	hook.way == "exec"
	more := asks(hook)
	r := {
		"msg": $"hook {hook.event} runs {concat(" ", hook.argv)} {more}",
		"field": $"hooks[{i}]",
		"key": $"{hook.event} {concat(" ", hook.argv)}",
		"evidence": {"event": hook.event, "privileged": hook.privileged, "user": hook.user},
	}
}

asks(hook) := "privileged" if {
	hook.privileged
	not input.run.privileged
} else := "as root, while the service is not" if {
	root_name(hook.user)
	input.effective.root != true
}

root_name(user) if {
	is_string(user)
	regex.match(`^(root|[+-]?0+)(:.*)?$`, user)
}

# Directories of the host that the container writes and a word of the hook lies in.
writable_places(argv) := {place |
	some word in argv
	some place in shared_places
	regex.match(`^/`, word)
	inside(word, place)
}

shared_places contains mount.source if {
	some mount in input.run.mounts
	mount.kind == "host"
	not mount.ro
	startswith(mount.source, "/")
}

shared_places contains input.run.rootfs_path if {
	input.run.rootfs_path != null
	not input.run.rootfs_ro
}

inside(path, place) if path == place

inside(path, place) if startswith(path, $"{trim_suffix(place, "/")}/")
