# METADATA
# title: Escape recipe complete
# description: |
#   Each ingredient is told by a rule of its own; together they are a known way from the container to
#   the host that needs no flaw in the kernel.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.container
# custom:
#   id: CMB-13
#   severity: critical
#   scope: container
#   needs: ["effective.recipes"]
#   faces: host
#   remediation: |
#     Take away any one of the ingredients named; the cheapest is usually the capability.
#   standards: {cis_docker: ["5.4", "5.5"], nist_800_190: ["4.4.3"]}
package varve.container.escape_recipe

import data.varve.lib.text

deny contains r if {
	some recipe in input.effective.recipes
	recipe.complete == "yes"
	r := {
		"msg": $"{meaning(recipe)}: {text.list(names(recipe, "yes"))}",
		"field": field(recipe),
		"key": recipe.id,
		"evidence": {"recipe": recipe.id, "ingredients": names(recipe, "yes")},
	}
}

deny contains r if {
	some recipe in input.effective.recipes
	recipe.complete == "unknown"
	r := {
		"msg": $"{meaning(recipe)}, if so: {text.list(names(recipe, "unknown"))} (there is: {text.list(names(recipe, "yes"))})",
		"field": field(recipe),
		"key": recipe.id,
		"severity": "high",
		"why": "one ingredient is not proven",
		"status": "undetermined",
		"evidence": {"recipe": recipe.id, "ingredients": names(recipe, "yes"), "unknown": names(recipe, "unknown")},
	}
}

names(recipe, present) := sort({ingredient.name |
	some ingredient in recipe.ingredients
	ingredient.present == present
})

# Where the first ingredient that the run spec decides is set.
field(recipe) := decided[0] if {
	decided := [ingredient.field | some ingredient in recipe.ingredients; ingredient.field != ""]
	count(decided) > 0
} else := "caps.add"

meaning(recipe) := object.get(meanings, recipe.id, recipe.id)

meanings := {
	"cgroup-release-agent": "the kernel can be made to run a program on the host (release_agent of a cgroup)",
	"host-log-links": "the node's log reader can be led to any file of the host",
	"host-process-root": "the host's file system can be reached through the root of a process of the host",
	"open-by-handle": "any file of the host can be opened by its handle",
	"ptrace-host-processes": "code can be put into a process of the host",
	"raw-device": "a disk of the host can be opened with a device file of one's own making",
}
