# METADATA
# title: Container engine's control socket reachable
# description: |
#   Whoever can talk to the engine can start a privileged container and owns the host. Mounting the
#   socket read-only does not help: it is a door, not a file. A parent directory opens it just as well.
# related_resources:
#   - https://docs.docker.com/engine/security/protect-access/
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.container
# custom:
#   id: MNT-01
#   severity: critical
#   scope: container
#   needs: ["run.mounts[].classes[].class=runtime-socket", "run.use_api_socket"]
#   faces: host
#   folds_under: [CMB-05]
#   remediation: |
#     Remove the mount named. Where an engine must be driven from a container, put a proxy that allows
#     single calls in between, or run a rootless engine of its own.
#   standards: {cis_docker: ["5.32"], pod_security: [baseline], nsa_cisa: [pod], nist_800_190: ["4.4.3"]}
package varve.container.engine_socket

import data.varve.lib.engine
import data.varve.lib.mounts

deny contains r if {
	some found in mounts.reaching(input.run, "runtime-socket")
	r := object.union(
		mounts.result(found, $"{opens(found)} {found.match.member}, and with it control of the host"),
		lowered,
	)
}

deny contains r if {
	input.run.use_api_socket
	r := object.union(
		{
			"msg": "the engine is asked to hand its own control socket into the container, and with it control of the host",
			"field": "use_api_socket",
			"key": "use_api_socket",
		},
		lowered,
	)
}

opens(found) := "it is" if found.match.relation == "exact"

opens(found) := "it belongs to" if found.match.relation == "below"

opens(found) := "it opens" if found.match.relation == "above"

default lowered := {}

lowered := {"severity": "high", "why": "the process is not root and has no added group, so the socket's own mode may stop it"} if {
	input.effective.root == false
	count(engine.added_groups(input)) == 0
}
