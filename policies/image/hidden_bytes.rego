# METADATA
# title: Bytes that are shipped but hidden
# description: |
#   Later layers delete or replace these files, yet every pull transfers and stores them, and anyone
#   can read them out of the lower layer. Counted once per file that is really lost.
# related_resources:
#   - https://docs.docker.com/build/building/multi-stage/
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
	input.sizes.hidden >= data.varve.params.hidden_bytes_least
	input.sizes.hidden_ratio >= data.varve.params.hidden_ratio_least
	worst := max({layer.hidden_bytes | some layer in input.layers})
	layers := [layer | some layer in input.layers; layer.hidden_bytes == worst]
	r := object.union(
		{
			"msg": $"{text.bytes(input.sizes.hidden)} are shipped but hidden by later layers; layer {layers[0].i} ships {text.bytes(worst)} of them",
			"layer": layers[0].diff_id,
			"key": "hidden",
			"evidence": {"hidden_bytes": input.sizes.hidden, "live_bytes": input.sizes.live, "largest": largest},
		},
		raised,
	)
}

largest := [{"path": entry.path, "bytes": entry.bytes, "layer": entry.layer} | some entry in array.slice(input.hidden_top, 0, 5)]

default raised := {}

raised := {"severity": "medium", "why": "more than the threshold for much"} if {
	input.sizes.hidden >= data.varve.params.hidden_bytes_much
}
