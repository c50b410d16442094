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
#   needs: ["effective.start.notes", "effective.start.links[].notes"]
#   remediation: |
#     Put the code into the image when it is built, with a checksum, and start it from there.
#   standards: {cis_docker: ["4.11"], nist_800_190: ["4.1.3"]}
package varve.container.start_downloads

import data.varve.lib.chosen
import data.varve.lib.start

deny contains r if {
	chosen.other_program(input.run)
	some note in start.noted(input.effective.start)
	says := start.download_texts[note]
	not note in of_image
	r := object.union(
		{
			"msg": $"the start {says}",
			"field": chosen.program_field(input.run),
			"key": note,
			"evidence": {"note": note, "argv": input.effective.start.argv},
		},
		start.downloads_lowered(input.effective.start),
	)
}

default of_image := set()

of_image := start.noted(input.image.start)
