# METADATA
# title: Setuid and setgid files that distributions ship
# description: |
#   Programs such as su and mount run with their owner's rights, whoever starts them. Those that
#   distributions ship are summed up here, for the record; every other one is a finding of its own.
# related_resources:
#   - https://docs.docker.com/engine/security/
# schemas:
#   - input: schema.image
# custom:
#   id: IMG-01
#   severity: info
#   scope: image
#   remediation: |
#     Take the bits away (chmod a-s) from what the application does not need, or leave the packages
#     out.
#   standards: {cis_docker: ["4.8"]}
package varve.image.setuid_inventory

import data.varve.lib.setuid
import data.varve.lib.text

said := {
	"owned": {"key": "usual", "whose": "that packages brought"},
	"unknown": {"key": "usual-unknown-owner", "whose": "whose packages cannot be told"},
}

deny contains r if {
	some ownership, words in said
	paths := {path | some path; usual[path] == ownership}
	count(paths) > 0
	shown := text.list({last(path) | some path in paths})
	r := {
		"msg": $"the image has {at_least}{count(paths)} usual setuid or setgid {noun(count(paths))} {words.whose}: {shown}",
		"key": words.key,
		"evidence": {"count": count(paths), "paths": sort(paths), "all": at_least == ""},
	}
}

noun(1) := "file"

noun(n) := "files" if n != 1

usual[path] := file.ownership if {
	some class in ["setuid", "setgid"]
	some file in input.classes[class].sample
	file.state == "live"
	path := file.path
	setuid.summed_up(last(path), file.ownership)
}

last(path) := parts[count(parts) - 1] if {
	is_string(path)
	parts := split(path, "/")
}

default at_least := ""

# The facts show a class in part if it is very large.
at_least := "at least " if {
	some class in ["setuid", "setgid"]
	shipped := input.classes[class]
	shipped.live + shipped.hidden > count(shipped.sample)
}
