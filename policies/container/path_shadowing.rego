# METADATA
# title: PATH lets the chosen user shadow the command
# description: |
#   The command is looked for by name, and a directory that comes before the one where it lies can be
#   written or made by the user that the run spec sets: a file of the same name there runs instead.
# related_resources:
#   - https://cwe.mitre.org/data/definitions/427.html
# schemas:
#   - input: schema.container
# custom:
#   id: ENT-07
#   severity: medium
#   scope: container
#   needs: ["effective.start.path_before_hit"]
#   remediation: |
#     Write the command with its whole path, or take the directory named out of PATH.
#   standards: {}
package varve.container.path_shadowing

import data.varve.lib.chosen
import data.varve.lib.start

deny contains r if {
	choice
	input.effective.uid != 0
	some place in input.effective.start.path_before_hit
	who := {one | some one in place.writable_by} & start.identities(input.effective)
	reason := start.shadow_reason(place, who, $"the container runs as uid {input.effective.uid}")
	r := object.union(
		{
			"msg": $"PATH names {start.path_element(place)} before the place of {input.effective.start.argv[0]}, {reason}",
			"field": field,
			"key": place.element,
			"evidence": {"element": place.element, "writable_by": sort(who), "present": place.present},
		},
		lowered(place),
	)
}

choice if chosen.anything(input.run)

choice if sets_path

sets_path if {
	some variable in input.run.env
	variable.name == "PATH"
}

field := "env" if sets_path

field := chosen.field(input.run) if not sets_path

lowered(_) := {"severity": "low", "why": "the root file system is mounted read-only"} if {
	input.run.rootfs_ro
} else := {}
