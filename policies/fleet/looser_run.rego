# METADATA
# title: Same image, one run with more rights
# description: |
#   Of many containers of one image a few have privileges that the others do not need.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# schemas:
#   - input: schema.fleet
# custom:
#   id: FLT-03
#   severity: high
#   scope: fleet
#   remediation: |
#     Run these containers as the others are run, or give them a role in the parameters that says what
#     they are for.
#   standards: {cis_docker: ["5.5"]}
package varve.fleet.looser_run

import data.varve.lib.text

deny contains r if {
	some row in input.run_variants
	most := max([variant.containers | some variant in row.variants])
	some usual in row.variants
	usual.containers == most
	some variant in row.variants
	variant.containers <= row.containers * data.varve.params.run_minority_most
	more := {privilege | some privilege in variant.privileges} - {privilege | some privilege in usual.privileges}
	count(more) > 0
	units := [unit | some unit in variant.units; is_null(unit.role)]
	count(units) > 0
	r := object.union(
		{
			"msg": $"{variant.containers} of {row.containers} containers of {row.image} have more rights than the others ({text.list(more)}): {text.list({unit.unit | some unit in units})}{age(units)}",
			"key": concat(" ", [row.image, variant.signature]),
			"evidence": {"image": row.image, "more": sort(more), "usual": usual.signature, "units": units},
		},
		lowered(units),
	)
}

lowered(units) := {"severity": "info", "why": "they are marked as made for debugging"} if {
	every unit in units {
		unit.debug
	}
} else := {}

age(units) := $", made for debugging up to {days} days ago" if {
	every unit in units {
		unit.debug
	}
	days := max([unit.age_days | some unit in units; is_number(unit.age_days)])
} else := ""
