# METADATA
# title: PATH lets the user that runs shadow the command
# description: |
#   The command is looked for by name, and a directory that comes before the one where it lies can be
#   written or made by the user that the image starts as: a file of the same name there runs instead.
# related_resources:
#   - https://cwe.mitre.org/data/definitions/427.html
# schemas:
#   - input: schema.image
# custom:
#   id: ENT-07
#   severity: medium
#   scope: image
#   needs: ["start.path_before_hit"]
#   remediation: |
#     Write the command with its whole path, or take the directory named out of PATH.
#   standards: {}
package varve.image.path_shadowing

import data.varve.lib.start

deny contains r if {
	input.user.uid != 0
	some place in input.start.path_before_hit
	who := {one | some one in place.writable_by} & start.identities(input.user)
	reason := start.shadow_reason(place, who, $"the image runs as uid {input.user.uid}")
	r := {
		"msg": $"PATH names {start.path_element(place)} before the place of {input.start.argv[0]}, {reason}",
		"key": place.element,
		"evidence": {"element": place.element, "writable_by": sort(who), "present": place.present},
	}
}
