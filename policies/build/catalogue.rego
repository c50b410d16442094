package varve.build.catalogue

# Writes policies/README.md, the page of all rules, from the manifest: run by scripts/build-policies.

import data.varve.build.manifest

titles := [
	["image", "Images", "Judged on an image by itself."],
	["file", "Files", "Judged on single entries of layers, picked by the rule's selector."],
	["container", "Containers", "Judged on one way to run an image, as a run spec describes it, together with the image."],
	["diff", "Differences", "Judged on two images, or two ways to run them."],
	["fleet", "Fleet", "Judged on all images and containers of a scan together."],
]

page := concat("\n", array.flatten([
	"# Built-in rules",
	"",
	"<!-- Written by scripts/build-policies from the annotations of the rules; do not edit. -->",
	"",
	$"{count(manifest.rules)} rules. `varve policy show ID` prints one with its remediation and addresses to read on.",
	"A rule may answer with another severity and then says why; what cannot be known is `undetermined`.",
	"Ids are those of the catalogue; the same id in two scopes asks the same question of both.",
	[line |
		some [scope, title, about] in titles
		some line in section(scope, title, about)
	],
]))

section(scope, title, about) := array.flatten([
	["", $"## {title}", "", about, "", "| id | title | severity | standards | what it says |", "|---|---|---|---|---|"],
	[row(rule) |
		some rule in manifest.manifest.rules
		rule.scope == scope
	],
])

row(rule) := $"| {rule.id} | [{cell(rule.title)}]({rule.scope}/{rule.slug}.rego) | {rule.severity} | {cell(standards(rule))} | {cell(sentence(rule.description))} |"

cell(text) := replace(text, "|", `\|`)

standards(rule) := concat("; ", [$"{object.get(names, name, name)} {concat(", ", ids)}" |
	some name, ids in rule.standards
	count(ids) > 0
])

names := {
	"cis_docker": "CIS Docker 1.6",
	"nist_800_190": "NIST 800-190",
	"nsa_cisa": "NSA-CISA",
	"pod_security": "Pod Security",
}

# Up to the first full stop that ends a sentence; one inside a word or a path ends none.
sentence(description) := first if {
	[[_, first]] := regex.find_all_string_submatch_n(`^((?:[^.]|\.[^ ])*\.)(?: |$)`, description, 1)
} else := description
