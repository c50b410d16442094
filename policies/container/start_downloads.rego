# METADATA
# title: Start of the run spec downloads and runs code
# description: |
#   What runs is decided by a server at every start, and no scan of the image sees it. Read from the
#   commands themselves, so comments and echoed text do not count.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.container
# custom:
#   id: ENT-12
#   severity: high
#   scope: container
#   remediation: |
#     Put the code into the image when it is built, with a checksum, and start it from there.
#   standards: {cis_docker: ["4.11"], nist_800_190: ["4.1.3"]}
package varve.container.start_downloads

import data.varve.lib.chosen

deny contains r if {
	chosen.other_program(input.run)
	some note in downloads
	not note in of_image
	r := object.union(
		{
			"msg": $"the start {texts[note]}",
			"field": chosen.program_field(input.run),
			"key": note,
			"evidence": {"note": note, "argv": input.effective.start.argv},
		},
		lowered,
	)
}

downloads := {note | some note in noted(input.effective.start); texts[note]}

default of_image := set()

of_image := noted(input.image.start)

noted(start) := {note | some note in start.notes} | {note | some link in start.links; some note in link.notes}

default lowered := {}

lowered := {"severity": "low", "why": "a checksum or signature is tested in between"} if {
	some note in noted(input.effective.start)
	note in data.varve.params.start_notes_verified
}

texts := {
	"decoded-and-run": "decodes text and runs it",
	"fetch-evaluated": "downloads text and evaluates it",
	"fetch-piped-to-interpreter": "downloads a script and pipes it to an interpreter",
	"fetch-then-run": "downloads a file and runs it",
	"fetched-and-run": "downloads a file and runs it",
}
