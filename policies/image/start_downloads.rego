# METADATA
# title: Start of the image downloads and runs code
# description: |
#   What runs is decided by a server at every start, and no scan of the image sees it. Read from the
#   commands themselves, so comments, here-documents and echoed text do not count.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.image
# custom:
#   id: ENT-12
#   severity: high
#   scope: image
#   needs: ["start.notes", "start.links[].notes"]
#   remediation: |
#     Put the code into the image when it is built, with a checksum, and start it from there.
#   standards: {cis_docker: ["4.11"], nist_800_190: ["4.1.3"]}
package varve.image.start_downloads

import data.varve.lib.start

deny contains r if {
	some note in start.noted(input.start)
	says := start.download_texts[note]
	r := object.union(
		{
			"msg": $"the start {says}",
			"key": note,
			"evidence": {"note": note, "argv": input.start.argv},
		},
		start.downloads_lowered(input.start),
	)
}
