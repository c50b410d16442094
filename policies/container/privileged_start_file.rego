# METADATA
# title: Chosen program is setuid, setgid or holds a capability
# description: |
#   The run spec starts something else than the image does, and a file that takes part raises
#   privileges by itself: the user that is set is not the one whose rights the process ends up with.
# related_resources:
#   - https://man7.org/linux/man-pages/man7/capabilities.7.html
# schemas:
#   - input: schema.container
# custom:
#   id: ENT-03
#   severity: high
#   scope: container
#   needs: ["effective.start.links[].special", "effective.start.links[].caps"]
#   remediation: |
#     Start a program without such bits, or remove them in the image (chmod a-s, setcap -r); set
#     no-new-privileges so that they have no effect.
#   standards: {cis_docker: ["4.8"]}
package varve.container.privileged_start_file

import data.varve.lib.chosen
import data.varve.lib.start
import data.varve.lib.text

deny contains r if {
	some link in links
	some bit in link.special
	bit in {"setuid", "setgid"}
	r := object.union(
		{
			"msg": $"{link.path} ({link.role} of the start) is {bit} and owned by {link.uid}:{link.gid} (mode {link.mode})",
			"path": link.path,
			"layer": link.diff_id,
			"field": chosen.program_field(input.run),
			"key": $"{bit} {link.path}",
			"evidence": {"mode": link.mode, "uid": link.uid, "gid": link.gid, "role": link.role},
		},
		lowered,
	)
}

deny contains r if {
	some link in links
	link.caps != null
	count(link.caps.permitted) > 0
	r := object.union(
		{
			"msg": $"{link.path} ({link.role} of the start) carries file capabilities {text.list(link.caps.permitted)}",
			"path": link.path,
			"layer": link.diff_id,
			"field": chosen.program_field(input.run),
			"key": $"filecap {link.path}",
			"evidence": {"capabilities": link.caps.permitted, "role": link.role},
		},
		lowered_for(link.caps),
	)
}

# Files that the image's own start runs are told about the image; a directory's setgid bit starts
# nothing, and sudo and its kind are ENT-04's.
links := [link |
	chosen.other_program(input.run)
	some link in start.files(input.effective.start)
	link.status != "directory"
	link.direction != "gain"
	not chosen.of_image(input, link)
]

lowered_for(caps) := {"severity": "low", "why": "binding low ports is all it allows"} if {
	caps.permitted == ["cap_net_bind_service"]
} else := lowered

default lowered := {}

lowered := {"severity": "low", "why": "no_new_privileges takes the effect from such files"} if {
	input.run.no_new_privs
} else := {"severity": "low", "why": "the start is root already"} if {
	input.effective.root == true
}
