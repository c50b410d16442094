# METADATA
# title: Start file replaced by a late layer
# description: |
#   A file that takes part in the start is not the one that the base image or the package brought: a
#   later layer put other content in its place, by a step that does not name it, and no package was
#   updated with it. That is how a program is swapped on the way from the build to the registry.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.image
# custom:
#   id: ENT-11
#   severity: medium
#   scope: image
#   needs: ["start.links"]
#   remediation: |
#     Look at the build step named; install programs as packages or copy them by name, and ship own
#     programs under a path that the base image does not have.
#   standards: {cis_docker: ["4.2"], nist_800_190: ["4.1.3"]}
package varve.image.start_file_replaced

import data.varve.lib.start

# The content is another than in the layer below it, and nothing explains that.
deny contains r if {
	some link in start.files(input.start)
	is_number(link.versions)
	count(link.copies) > 0
	before := link.copies[count(link.copies) - 1]
	before.digest != link.digest
	before.layer != link.layer
	link.base != true
	link.package_change == false
	not named(link)
	not link.ownership == "modified"
	r := object.union(
		{
			"msg": $"{link.path}, which takes part in the start, replaces other content of layer {before.layer}",
			"path": link.path,
			"layer": link.diff_id,
			"key": "replaced",
			"evidence": evidence(link),
		},
		raised(link),
	)
}

# The content is another than the package's, whether or not a layer has the package's.
deny contains r if {
	some link in start.files(input.start)
	link.ownership == "modified"
	owner := link["package"]
	r := {
		"msg": $"{link.path}, which takes part in the start, is not what package {owner.name} {owner.version} brought",
		"path": link.path,
		"layer": link.diff_id,
		"key": "modified",
		"severity": "high",
		"why": "the package's database has another digest for it",
		"evidence": evidence(link),
	}
}

deny contains r if {
	some link in start.files(input.start)
	link.versions == null
	r := {
		"msg": $"the layers replace so many files that it is not known whether {link.path} is one of them",
		"path": link.path,
		"layer": link.diff_id,
		"key": "replaced",
		"status": "undetermined",
	}
}

# The step says which file it brings: that is meant. A name within a longer one is another name.
named(link) if {
	is_string(link.created_by)
	parts := split(link.path, "/")
	words := split(plain_words(link.created_by), " ")
	parts[count(parts) - 1] in words
}

# Paths and quotes of a command taken apart into words.
plain_words(text) := replace(replace(replace(replace(text, "/", " "), "\"", " "), "'", " "), ",", " ")

raised(link) := {"severity": "high", "why": "it is a program that no package owns"} if {
	link.ownership == "unowned"
	not link.role in {"script", "code", "command"}
} else := {}

evidence(link) := {
	"digest": link.digest,
	"ownership": link.ownership,
	"copies": [{"layer": copy.layer, "digest": copy.digest} | some copy in link.copies],
	"created_by": link.created_by,
}
