# METADATA
# title: Start chain changed
# description: |
#   Another file, or other content, takes part in starting the container: the command line, a script,
#   an interpreter, a loader, or what a wrapper runs.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.diff
# custom:
#   id: DIF-02
#   severity: medium
#   scope: diff
#   remediation: |
#     Compare the file of both images (varve diff A B --show PATH) and make sure that the change was
#     meant; files of a package should only change together with its version.
#   standards: {nist_800_190: ["4.1.3"]}
package varve.diff.start_chain_changed

import data.varve.lib.packages

deny contains r if {
	told
	input.start.argv_a != input.start.argv_b
	r := {
		"msg": $"starts {words(input.start.argv_b)} instead of {words(input.start.argv_a)}",
		"key": "argv",
		"evidence": {"argv": input.start.argv_b, "was": input.start.argv_a},
	}
}

deny contains r if {
	told
	some link in input.start.changed
	r := object.union(
		{
			"msg": $"{link.role} {place(link)} of the start chain: {changed(link)}{step(link)}",
			"path": place(link),
			"key": link.role,
			"evidence": {"what": link.what, "a": link.a, "b": link.b},
		},
		moved(link),
	)
}

# What an image starts is told of the images; of containers only what their run specs make of it.
told if input.a.kind == "image"

told if {
	input.a.kind == "container"
	some row in input.run
	row.field in {"entrypoint", "command"}
}

place(link) := link.b.path if is_object(link.b)

place(link) := link.a.path if is_null(link.b)

changed(link) := "is new" if link.what == "added"

changed(link) := "is gone" if link.what == "removed"

changed(link) := $"takes the place of {link.a.path}" if link.what == "path"

changed(link) := "has other content" if link.what == "digest"

changed(link) := $"has mode {link.b.mode}, had {link.a.mode}" if link.what == "mode"

changed(link) := $"belongs to {link.b.uid}:{link.b.gid}, belonged to {link.a.uid}:{link.a.gid}" if link.what == "owner"

default step(_) := ""

step(link) := $", made by: {link.b.created_by}" if is_string(link.b.created_by)

moved(link) := {"severity": "info", "why": "its package has another version"} if {
	packages.updated(link)
} else := {"severity": "high", "why": "no package owns the file, so nothing vouches for it"} if {
	link.what != "removed"
	link.b.ownership == "unowned"
} else := {}

words(argv) := "nothing" if count(argv) == 0

words(argv) := concat(" ", argv) if count(argv) > 0
