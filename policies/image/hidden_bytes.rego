# METADATA
# title: Bytes that are shipped but hidden
# description: |
#   Later layers delete or replace these files, yet every pull transfers and stores them, and anyone
#   can read them out of the lower layer. Counted once per file that is really lost; what a known base
#   image hides of itself is told apart, since only its maker can change it.
# related_resources:
#   - https://docs.docker.com/build/building/multi-stage/
# schemas:
#   - input: schema.image
# custom:
#   id: HYG-02
#   severity: low
#   scope: image
#   remediation: |
#     Delete files in the same RUN instruction that makes them, change owners with COPY --chown, or
#     copy only the result into a last stage.
#   standards: {cis_docker: ["4.3"]}
package varve.image.hidden_bytes

import data.varve.lib.text

deny contains r if {
	own >= data.varve.params.hidden_bytes_least
	own / input.sizes.shipped >= data.varve.params.hidden_ratio_least
	worst := max({layer.hidden_bytes | some layer in owners})
	layers := [layer | some layer in owners; layer.hidden_bytes == worst]
	r := object.union(
		{
			"msg": $"{text.bytes(own)} are shipped but hidden by later layers; layer {layers[0].i} ships {text.bytes(worst)} of them{of_base}",
			"layer": layers[0].diff_id,
			"key": "hidden",
			"evidence": {
				"hidden_bytes": own,
				"hidden_bytes_of_base": input.sizes.hidden_base,
				"live_bytes": input.sizes.live,
				"largest": largest,
				"pairs": pairs,
				"rebuild_from_layer": input.sizes.reclaimable_from,
			},
		},
		raised,
	)
}

# What a rebuild saves: bytes that the base hides of itself stay.
own := input.sizes.hidden - input.sizes.hidden_base

# Of a base's layers only the author of the base can rebuild.
owners := [layer | some layer in input.layers; layer.base == null] if {
	some layer in input.layers
	layer.base == null
	layer.hidden_bytes > 0
} else := [layer | some layer in input.layers]

largest := [{"path": entry.path, "bytes": entry.bytes, "layer": entry.layer} | some entry in array.slice(input.hidden_top, 0, 5)]

pairs := [{"layer": pair.layer, "covered_by": pair.covered_by, "bytes": pair.bytes} |
	some pair in array.slice([pair | some pair in input.sizes.pairs; not pair.base], 0, 5)
]

of_base := "" if input.sizes.hidden_base == 0

of_base := $" (and {text.bytes(input.sizes.hidden_base)} within the base image, which only its maker can save)" if {
	input.sizes.hidden_base > 0
}

default raised := {}

raised := {"severity": "medium", "why": "more than the threshold for much"} if {
	own >= data.varve.params.hidden_bytes_much
}
