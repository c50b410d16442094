# METADATA
# title: Device node in a layer
# description: |
#   A node does nothing until the container is allowed the device, and then it is there at once, with
#   the mode the image gave it.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.file
# custom:
#   id: IMG-04
#   severity: medium
#   scope: file
#   selector: {type: [device]}
#   remediation: |
#     Leave device nodes out of layers; runtimes make /dev themselves.
#   standards: {nist_800_190: ["4.1.2"]}
package varve.file.device_node

deny contains r if {
	not standard
	r := object.union(
		{
			"msg": $"{input.path} is a device node ({input.type} {input.device.major}:{input.device.minor}, mode {input.mode})",
			"key": $"{input.type} {input.device.major}:{input.device.minor}",
			"evidence": {"device": input.device, "mode": input.mode},
		},
		raised,
	)
}

# Devices that every container has (OCI runtime specification, "Default Devices").
standard if {
	input.type == "chardev"
	[input.device.major, input.device.minor] in [[1, 3], [1, 5], [1, 7], [1, 8], [1, 9], [5, 0], [5, 1], [5, 2]]
}

# An overlay file system's own mark for a deleted file.
standard if {
	input.type == "chardev"
	input.device.major == 0
	input.device.minor == 0
}

default raised := {}

raised := {"severity": "high", "why": "it opens a disk"} if input.type == "blockdev"

raised := {"severity": "high", "why": "it opens the host's memory"} if {
	input.type == "chardev"
	input.device.major == 1
	input.device.minor in {1, 2, 4}
}
