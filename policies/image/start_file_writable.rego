# METADATA
# title: Start file writable by the user that runs
# description: |
#   The process may rewrite the program that starts it. An intruder with the rights of the service
#   stays in place over every restart of the container, and in every copy of its file system.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.image
# custom:
#   id: ENT-05
#   severity: high
#   scope: image
#   needs: ["start.links[].writable_by"]
#   remediation: |
#     Let root own the file named and take the write permission from everybody else (chown root:root,
#     chmod go-w), or COPY it without --chown.
#   standards: {nist_800_190: ["4.1.2"]}
package varve.image.start_file_writable

import data.varve.lib.start
import data.varve.lib.text

deny contains r if {
	some link in start.files(input.start)
	who := start.writers(link, input.user)
	count(who) > 0
	r := {
		"msg": $"{link.path} ({link.role} of the start, mode {link.mode}) can be rewritten by {text.list(who)}, and the image runs as uid {input.user.uid}",
		"path": link.path,
		"layer": link.diff_id,
		"key": "writable",
		"evidence": {"writable_by": sort(who), "mode": link.mode, "role": link.role},
	}
}
