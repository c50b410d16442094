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
#   faces: host
#   remediation: |
#     Take away any one of the ingredients named; the cheapest is usually the capability.
#   standards: {cis_docker: ["5.4", "5.5"], nist_800_190: ["4.4.3"]}
package varve.container.escape_recipe

deny contains r if {
	some recipe in input.effective.recipes
	recipe.complete == "yes"
	r := {
		"msg": $"the recipe {recipe.id} is complete: {concat(", ", names(recipe, "yes"))}",
		"field": recipe.ingredients[0].field,
		"key": recipe.id,
		"evidence": {"recipe": recipe.id, "ingredients": names(recipe, "yes")},
	}
}

deny contains r if {
	some recipe in input.effective.recipes
	recipe.complete == "unknown"
	r := {
		"msg": $"the recipe {recipe.id} lacks nothing that is known; not known: {concat(", ", names(recipe, "unknown"))}",
		"field": recipe.ingredients[0].field,
		"key": recipe.id,
		"severity": "high",
		"why": "one ingredient cannot be told",
		"status": "undetermined",
		"evidence": {"recipe": recipe.id, "unknown": names(recipe, "unknown")},
	}
}

names(recipe, present) := [ingredient.name |
	some ingredient in recipe.ingredients
	ingredient.present == present
]
