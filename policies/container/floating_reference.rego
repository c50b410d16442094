# METADATA
# title: Floating image reference
# description: |
#   The same run spec starts whatever the tag points to that day: what was tested is not what runs, and
#   going back leads nowhere. A digest always means the same image.
# related_resources:
#   - https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
# schemas:
#   - input: schema.container
# custom:
#   id: HYG-04
#   severity: low
#   scope: container
#   remediation: |
#     Name a version and its digest, as in team/app:1.4.2@sha256:...
#   standards: {cis_docker: ["4.2"], nist_800_190: ["4.1.5", "4.2.2"]}
package varve.container.floating_reference

deny contains r if {
	is_string(input.run.image_ref)
	not contains(input.run.image_ref, "@")
	not is_id
	tag_floats
	r := object.union(
		{
			"msg": $"image {input.run.image_ref} {says}",
			"field": "image_ref",
			"key": "image_ref",
			"evidence": {"image": input.run.image_ref},
		},
		step,
	)
}

# An image named by its own digest.
is_id if {
	is_string(input.run.image_ref)
	count(input.run.image_ref) >= 64
	regex.match(`^(sha256:)?[0-9a-f]{64}$`, input.run.image_ref)
}

last_part := parts[count(parts) - 1] if parts := split(input.run.image_ref, "/")

tag := split(last_part, ":")[1]

default tag_floats := false

tag_floats if not contains(last_part, ":")

tag_floats if tag in data.varve.params.tags_floating

says := "has no tag, which means latest" if not contains(last_part, ":")

says := $"follows the tag {tag}, which moves" if contains(last_part, ":")

default built := false

built if input.run.build

default production := false

production if regex.match(data.varve.params.production, input.run.unit.ns)

step := {"severity": "info", "why": "the run spec builds the image itself"} if built

step := {"severity": "medium", "why": $"{input.run.unit.ns} is a place of production"} if {
	not built
	production
}

step := {} if {
	not built
	not production
}
