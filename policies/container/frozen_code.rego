# METADATA
# title: Named volume freezes old code
# description: |
#   Docker fills an empty volume with what the image has at that place, once. From then on the volume
#   hides it: after every upgrade of the image the programs of the first one still run.
# related_resources:
#   - https://docs.docker.com/engine/storage/volumes/#populate-a-volume-using-a-container
# schemas:
#   - input: schema.container
# custom:
#   id: CMB-04
#   severity: medium
#   scope: container
#   needs: ["run.mounts[].copy_up"]
#   remediation: |
#     Mount the volume where only data lies. Where it must stay, use nocopy and let the program fill it.
#   standards: {}
package varve.container.frozen_code

import data.varve.lib.engine
import data.varve.lib.text

deny contains r if {
	engine.of_docker(input.run)
	some i, mount in input.run.mounts
	mount.kind == "volume"
	mount.copy_up
	mount.covers != null
	what := frozen(mount)
	r := {
		"msg": $"volume {mount.source} at {mount.target} keeps {what} of the first image that filled it",
		"field": $"mounts[{i}]",
		"key": mount.target,
		"evidence": {"volume": mount.source, "target": mount.target, "links": mount.covers.links, "executables": mount.covers.executables},
	}
}

frozen(mount) := text.list(mount.covers.links) if {
	count(mount.covers.links) > 0
} else := $"{mount.covers.executables} executables" if {
	mount.covers.executables >= data.varve.params.frozen_executables
}
