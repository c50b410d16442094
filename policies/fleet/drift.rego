# METADATA
# title: Drift and blind spots
# description: |
#   One tag stands for several images, a container runs another image than the one declared, an image
#   that is run was not scanned, or one secret is in images of several repositories.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.fleet
# custom:
#   id: FLT-04
#   severity: medium
#   scope: fleet
#   remediation: |
#     Name images by digest; roll containers out again that run another image; add images that are run
#     to the fleet file; give every repository a secret of its own, outside of the images.
#   standards: {nist_800_190: ["4.2.2", "4.4.5"]}
package varve.fleet.drift

import data.varve.lib.text

deny contains r if {
	some tag in input.tags
	count(tag.digests) > 1
	not rolling_out(tag)
	r := {
		"msg": $"{tag.ref} stands for {count(tag.digests)} images: {text.list(tag.digests)}",
		"key": $"tag {tag.ref}",
		"evidence": {"digests": tag.digests, "newest_days": tag.newest_days},
	}
}

deny contains r if {
	some container in input.running
	is_string(container.declared)
	container.declared != container.running
	r := {
		"msg": $"{container.unit} runs {container.running}, but {container.image} is {container.declared}",
		"key": $"running {container.unit}",
		"evidence": {"image": container.image, "declared": container.declared, "running": container.running},
	}
}

deny contains r if {
	some container in input.running
	is_null(container.declared)
	r := {
		"msg": $"{container.unit} runs {container.running}, and nobody can say whether that is {container.image}",
		"key": $"running {container.unit}",
		"status": "undetermined",
		"evidence": {"image": container.image, "running": container.running},
	}
}

deny contains r if {
	some image in input.unscanned
	r := {
		"msg": $"{image.ref} is run by {text.list(image.units)} and is not among the images of this scan",
		"key": $"unscanned {image.ref}",
		"evidence": {"units": image.units},
	}
}

deny contains r if {
	some secret in input.secrets
	count(secret.repositories) > 1
	r := {
		"msg": $"one secret ({secret.detector}, {secret.paths[0]}) is in {secret.images} images of {text.list(secret.repositories)}",
		"key": concat(" ", ["secret", secret.detector, secret.paths[0], secret.repositories[0]]),
		"evidence": {"detector": secret.detector, "paths": secret.paths, "repositories": secret.repositories},
	}
}

# While a new image takes the place of the old one both are there.
rolling_out(tag) if {
	is_number(tag.newest_days)
	tag.newest_days <= data.varve.params.rollout_days
}
