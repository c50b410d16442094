# METADATA
# title: Engine's control socket with the right to use it
# description: |
#   The engine's socket is within reach, and the process is root or in a group that was added for it: one
#   call makes a privileged container, and with it the host.
# related_resources:
#   - https://docs.docker.com/engine/security/protect-access/
# schemas:
#   - input: schema.container
# custom:
#   id: CMB-05
#   severity: critical
#   scope: container
#   needs: ["run.mounts[].classes[].class=runtime-socket", "run.use_api_socket"]
#   faces: host
#   remediation: |
#     Remove the mount. Where an engine must be driven from a container, put a proxy that allows single
#     calls in between, or run a rootless engine of its own.
#   standards: {cis_docker: ["5.32"]}
package varve.container.engine_socket_usable

import data.varve.lib.engine
import data.varve.lib.mounts

deny contains r if {
	some found in mounts.reaching(input.run, "runtime-socket")
	holds := right
	r := mounts.result(found, $"{found.match.member} is within reach of a process that {holds}{published}")
}

deny contains r if {
	input.run.use_api_socket
	holds := right
	r := {
		"msg": $"the engine's own control socket is handed to a process that {holds}{published}",
		"field": "use_api_socket",
		"key": "use_api_socket",
	}
}

right := "is root" if {
	input.effective.root == true
} else := $"is in the added group {concat(", ", sort([$"{group}" | some group in engine.added_groups(input)]))}" if {
	input.effective.root == false
	count(engine.added_groups(input)) > 0
}

default published := ""

published := ", and its ports are published" if count(input.run.ports) > 0
