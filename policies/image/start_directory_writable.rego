# METADATA
# title: Start file replaceable through its directory
# description: |
#   Who may write a directory may move any file in it away and put another in its place, whatever the
#   file's own mode. That holds for each directory and symlink on the way to the program that starts.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.image
# custom:
#   id: ENT-06
#   severity: high
#   scope: image
#   needs: ["start.links[].dir_writable_by"]
#   remediation: |
#     Let root own the directories on the way to the file named and take the write permission from
#     everybody else; keep data that the service writes in a directory of its own.
#   standards: {nist_800_190: ["4.1.2"]}
package varve.image.start_directory_writable

import data.varve.lib.start
import data.varve.lib.text

deny contains r if {
	some link in start.files(input.start)
	count(start.writers(link, input.user)) == 0
	places := start.replaceable(link, input.user)
	count(places) > 0
	r := {
		"msg": $"{link.path} ({link.role} of the start) can be replaced by whoever may write its directories ({text.list(places)}), and the image runs as uid {input.user.uid}",
		"path": link.path,
		"layer": link.diff_id,
		"key": "replaceable",
		"evidence": {"dir_writable_by": sort(places), "role": link.role},
	}
}
