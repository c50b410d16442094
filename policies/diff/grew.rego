# METADATA
# title: Grew a lot, or packages went backwards
# description: |
#   The second image is much larger than the first, or has an older version of a package, with the
#   faults that the newer one has mended. What another base brings is told apart.
# related_resources:
#   - https://docs.docker.com/build/building/best-practices/
# schemas:
#   - input: schema.diff
# custom:
#   id: DIF-06
#   severity: medium
#   scope: diff
#   remediation: |
#     Look for what was added (varve diff A B); build from an up-to-date base and package index, and
#     pin versions only upwards.
#   standards: {cis_docker: ["4.3", "4.4"]}
package varve.diff.grew

import data.varve.lib.text

deny contains r if {
	whole_documents
	grown(input.sizes.a - base_bytes(input.layers.lowest.a), input.sizes.b - base_bytes(input.layers.lowest.b))
	r := {
		"msg": $"holds {text.bytes(input.sizes.b)}, {text.bytes(input.sizes.b - input.sizes.a)} more than {input.a.name}{apart}",
		"key": "size",
		"severity": "low",
		"why": "size alone does no harm",
		"evidence": {"bytes": input.sizes.b, "was": input.sizes.a},
	}
}

deny contains r if {
	whole_documents
	swapped
	grown(input.layers.lowest.a.bytes, input.layers.lowest.b.bytes)
	r := {
		"msg": $"has another base, {text.bytes(input.layers.lowest.b.bytes - input.layers.lowest.a.bytes)} larger than that of {input.a.name}",
		"key": "base",
		"severity": "low",
		"why": "size alone does no harm",
		"evidence": {"bytes": input.layers.lowest.b.bytes, "was": input.layers.lowest.a.bytes},
	}
}

deny contains r if {
	whole_documents
	some change in input.packages
	change.direction == "down"
	r := object.union(
		{
			"msg": $"package {change.name} went back from {change.from} to {change.to}",
			"key": concat(" ", [change.manager, change.name]),
			"evidence": {"package": change.name, "version": change.to, "was": change.from},
		},
		lowered,
	)
}

# Of two containers only their run specs are compared.
whole_documents if input.a.kind == "image"

grown(a, b) if {
	b - a > data.varve.params.growth_bytes_least
	b > a * data.varve.params.growth_factor_least
}

swapped if input.layers.lowest.a.diff_id != input.layers.lowest.b.diff_id

# With the same base the whole image counts.
base_bytes(_) := 0 if not swapped

base_bytes(layer) := layer.bytes if swapped

apart := $", of which the base makes {text.bytes(input.layers.lowest.b.bytes - input.layers.lowest.a.bytes)}" if {
	swapped
	input.layers.lowest.b.bytes > input.layers.lowest.a.bytes
} else := ""

lowered := {"severity": "low", "why": "another base brings other versions"} if swapped

lowered := {} if not swapped
