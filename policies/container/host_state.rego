# METADATA
# title: Engine's state or host logs mounted
# description: |
#   What engines keep on disk are the files, secrets and settings of all containers of the host.
#   Writable, they are changed while their owners run. A writable log directory lets a container put a
#   link where the node's own log reader follows it.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.container
# custom:
#   id: MNT-08
#   severity: critical
#   scope: container
#   needs: ["run.mounts[].classes[].class=state"]
#   faces: host
#   remediation: |
#     Mount the one directory that is needed, read-only: a log shipper needs /var/log/pods or
#     /var/lib/docker/containers and may write nothing there.
#   standards: {cis_docker: ["5.6"], pod_security: [baseline], nist_800_190: ["4.5.5"]}
package varve.container.host_state

import data.varve.lib.devices
import data.varve.lib.engine
import data.varve.lib.mounts

deny contains r if {
	some found in mounts.below_root(input.run, "state")
	not mounts.told_by_socket(found)
	what := judged(found)
	r := object.union(mounts.result(found, texts[what]), object.get(steps, what, {}))
}

judged(found) := "logs-to-read" if {
	found.mount.ro
	devices.matches(found.mount.source, data.varve.params.log_directories)
} else := "logs-of-node" if {
	engine.of_kubernetes(input.run)
	of_logs(found)
} else := "logs" if {
	of_logs(found)
} else := "state-to-read" if {
	found.mount.ro
} else := "state"

of_logs(found) if {
	startswith(found.match.member, "/var/log")
	not found.match.relation == "above"
}

texts := {
	"logs-to-read": "logs of the host and its containers can be read",
	"logs-of-node": "the node's logs can be changed, and links put there are followed by the node's log reader",
	"logs": "the host's logs can be changed or deleted",
	"state-to-read": "files and secrets of all containers of the host can be read",
	"state": "files of all containers of the host can be changed",
}

steps := {
	"logs-to-read": {"severity": "info", "why": "read-only logs are what log shippers need"},
	"logs-of-node": {"severity": "high", "why": "the node's log reader follows links out of the directory"},
	"logs": {"severity": "medium", "why": "logs only"},
	"state-to-read": {"severity": "high", "why": "mounted read-only"},
}
