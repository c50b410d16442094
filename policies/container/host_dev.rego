# METADATA
# title: Host's /dev or a raw disk mounted
# description: |
#   Device files of the host reach past every file permission: a disk holds all its files, and memory
#   holds all secrets. Mounting a device file does what opening the device to the container does.
# related_resources:
#   - https://docs.docker.com/reference/cli/docker/container/run/#device
# schemas:
#   - input: schema.container
# custom:
#   id: MNT-07
#   severity: critical
#   scope: container
#   needs: ["run.mounts[].classes[].class=dev"]
#   faces: host
#   remediation: |
#     Name the one device that is needed under devices (--device) with the least permissions, and
#     leave /dev to the engine.
#   standards: {cis_docker: ["5.18"]}
package varve.container.host_dev

import data.varve.lib.devices
import data.varve.lib.mounts

deny contains r if {
	some found in mounts.below_root(input.run, "dev")
	weight := weight_of(found)
	r := object.union(mounts.result(found, says(found, weight)), lowered(weight))
}

weight_of(found) := devices.weight(found.mount.source) if {
	found.match.relation == "below"
} else := "critical"

says(found, weight) := devices.meaning[weight] if {
	found.match.relation == "below"
} else := "all devices of the host lie open"

lowered(weight) := {} if {
	weight == "critical"
} else := {"severity": weight, "why": devices.meaning[weight]}
