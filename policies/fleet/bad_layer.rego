# METADATA
# title: One layer at fault in many images
# description: |
#   Several images have the same findings because they share a layer. They are told once, here, with
#   the command that made the layer and the images to rebuild.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.fleet
# custom:
#   id: FLT-01
#   severity: medium
#   scope: fleet
#   remediation: |
#     Mend the build step that made the layer, in the image that it belongs to, and rebuild the images
#     on top of it; an entry of the exceptions file with this layer answers for all of them at once.
#   standards: {cis_docker: ["4.4"], nist_800_190: ["4.2.2"]}
package varve.fleet.bad_layer

import data.varve.lib.text

deny contains r if {
	some layer in input.layers
	groups := [group |
		some group in layer.groups
		group.images >= data.varve.params.layer_images_least
	]
	count(groups) > 0
	worst := max([rank[group.severity] | some group in groups])
	r := object.union(
		{
			"msg": $"{named(layer)} gives {widest(groups)} of {input.counts.images} images {told(groups)}: {text.list({group.id | some group in groups})}",
			"layer": layer.diff_id,
			"key": concat(" in ", [command(layer), layer.repositories[0]]),
			"evidence": {
				"diff_id": layer.diff_id,
				"created_by": layer.created_by,
				"base": layer.base,
				"images": layer.images,
				"containers": layer.containers,
				"rebuild": layer.sample,
				"findings": array.slice([json.remove(group, ["fp_layer"]) | some group in groups], 0, 20),
			},
			"folds": [group.fp_layer | some group in groups],
		},
		as_bad(worst),
	)
}

rank := {"info": 0, "low": 1, "medium": 2, "high": 3, "critical": 4}

as_bad(worst) := {} if worst == rank.medium

as_bad(worst) := {"severity": severity, "why": "the worst of what the layer is blamed for"} if {
	worst != rank.medium
	some severity, order in rank
	order == worst
}

widest(groups) := max([group.images | some group in groups])

told(groups) := "one finding" if count(groups) == 1

told(groups) := $"{count(groups)} findings" if count(groups) > 1

named(layer) := $"the base layer {layer.base}" if is_string(layer.base)

named(layer) := $"the layer made by '{layer.created_by}'" if {
	is_null(layer.base)
	is_string(layer.created_by)
}

named(layer) := $"the layer {layer.diff_id}" if {
	is_null(layer.base)
	is_null(layer.created_by)
}

command(layer) := layer.created_by if is_string(layer.created_by)

command(layer) := layer.diff_id if is_null(layer.created_by)
