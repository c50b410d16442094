# METADATA
# title: Host device opened
# description: |
#   A disk or the memory of the host holds everything the host has, past every permission of its files;
#   other devices drive or watch it. A rule for all devices opens them all to whoever can make a
#   device file.
# related_resources:
#   - https://docs.docker.com/reference/cli/docker/container/run/#device
# schemas:
#   - input: schema.container
# custom:
#   id: PRV-09
#   severity: critical
#   scope: container
#   needs: ["run.devices"]
#   faces: host
#   folds_under: [PRV-01]
#   remediation: |
#     Remove the device, or name the one that is needed with the least permissions (r instead of rwm).
#   standards: {cis_docker: ["5.18"]}
package varve.container.host_device

import data.varve.lib.devices

deny contains r if {
	some i, device in input.run.devices
	device.kind == "node"
	not harmless(device.host)
	weight := devices.weight(device.host)
	r := object.union(
		{
			"msg": $"{device.host} is opened ({device.permissions}): {devices.meaning[weight]}",
			"path": device.host,
			"field": $"devices[{i}]",
			"key": device.host,
			"evidence": {"host": device.host, "permissions": device.permissions, "weight": weight},
		},
		step(weight, device.permissions),
	)
}

deny contains r if {
	some i, device in input.run.devices
	device.kind == "cgroup-rule"
	weight := devices.rule_weight(device.host)
	r := object.union(
		{
			"msg": $"device rule {device.host} opens {devices.rule_meaning[weight]}",
			"field": $"devices[{i}]",
			"key": device.host,
			"evidence": {"rule": device.host, "weight": weight},
		},
		step(weight, device.host),
	)
}

deny contains r if {
	some i, device in input.run.devices
	device.kind in {"cdi", "request"}
	r := {
		"msg": $"{device.host} is given to the container by a driver",
		"field": $"devices[{i}]",
		"key": device.host,
		"severity": "low",
		"why": devices.meaning.low,
		"evidence": {"driver": device.host},
	}
}

harmless(path) if devices.matches(path, data.varve.params.devices_harmless)

step(weight, permissions) := {"severity": "high", "why": "it can only be read"} if {
	weight == "critical"
	not contains(permissions, "w")
} else := {} if {
	weight == "critical"
} else := {"severity": weight, "why": devices.meaning[weight]}
