# METADATA
# title: Setuid or setgid file
# description: |
#   The file runs with its owner's rights, whoever starts it. Usual ones that a package brought are
#   summed up once for the image; one that no package owns deserves a look, and a covered one can
#   still be taken from its layer.
# related_resources:
#   - https://docs.docker.com/engine/security/
# schemas:
#   - input: schema.file
# custom:
#   id: IMG-01
#   severity: low
#   scope: file
#   selector: {state: any, type: [file], mode_any: "6000"}
#   remediation: |
#     Take the bits away (chmod a-s) in the layer that ships the file, or leave its package out.
#   standards: {cis_docker: ["4.8"]}
package varve.file.setuid_inventory

import data.varve.lib.setuid

deny contains r if {
	not never
	not counted
	r := object.union(
		{
			"msg": $"{input.path} is {kind} (mode {input.mode}, owner {input.uid}:{input.gid}){covered}",
			"key": kind,
			"evidence": {"mode": input.mode, "uid": input.uid, "gid": input.gid, "state": input.state},
		},
		moved,
	)
}

# Those are IMG-02's.
never if {
	"setuid" in input.special
	input.uid == 0
	input.name in data.varve.params.setuid_never
}

# The image's summary counts those.
counted if {
	input.state == "live"
	setuid.summed_up(input.name, input.ownership)
}

kind := concat(" and ", sort([bit | some bit in input.special; bit in {"setuid", "setgid"}]))

default covered := ""

covered := $", covered by layer {input.covered_by.layer} but still shipped" if input.state == "hidden"

moved := {"severity": "info", "why": "it is covered, so nobody can run it in the container"} if {
	input.state == "hidden"
} else := {"severity": "medium", "why": $"it is not what package {owner} brought"} if {
	input.ownership == "modified"
	owner != ""
} else := {"severity": "low", "why": $"package {owner} brought it with this bit"} if {
	input.ownership == "owned"
	owner != ""
} else := {"severity": "medium", "why": "no package owns it"} if {
	input.ownership == "unowned"
} else := {"severity": "medium", "why": "no distribution is known to ship it with this bit"}

owner := input["package"].name if {
	input["package"] != null
} else := ""
