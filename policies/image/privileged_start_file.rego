# METADATA
# title: Start chain holds a setuid, setgid or capability file
# description: |
#   A file that starts the container raises privileges by itself: the user that the image names is
#   not the one whose rights the process ends up with.
# related_resources:
#   - https://man7.org/linux/man-pages/man7/capabilities.7.html
# schemas:
#   - input: schema.image
# custom:
#   id: ENT-03
#   severity: high
#   scope: image
#   remediation: |
#     Remove the bits (chmod a-s, setcap -r) from the file named; give the container the capability it
#     needs at run time instead.
#   standards: {cis_docker: ["4.8"]}
package varve.image.privileged_start_file

import data.varve.lib.start
import data.varve.lib.text

deny contains r if {
	some link in start.files(input.start)
	some bit in link.special
	bit in {"setuid", "setgid"}
	r := {
		"msg": $"{link.path} ({link.role} of the start) is {bit} and owned by {link.uid}:{link.gid} (mode {link.mode})",
		"path": link.path,
		"layer": link.diff_id,
		"key": bit,
		"evidence": {"mode": link.mode, "uid": link.uid, "gid": link.gid, "role": link.role},
	}
}

deny contains r if {
	some link in start.files(input.start)
	link.caps != null
	count(link.caps.permitted) > 0
	r := object.union(
		{
			"msg": $"{link.path} ({link.role} of the start) carries file capabilities {text.list(link.caps.permitted)}",
			"path": link.path,
			"layer": link.diff_id,
			"key": "filecap",
			"evidence": {"capabilities": link.caps.permitted, "role": link.role},
		},
		lowered(link.caps),
	)
}

lowered(caps) := {"severity": "low", "why": "binding low ports is all it allows"} if {
	caps.permitted == ["cap_net_bind_service"]
}

lowered(caps) := {} if caps.permitted != ["cap_net_bind_service"]
