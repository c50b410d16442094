# METADATA
# title: A mount supplies the code that starts
# description: |
#   Whoever can write the host's directory or the shared volume decides what runs in the container, and
#   what the image ships there is not what starts: nothing that is known about the image vouches for
#   it. Directories where programs and libraries are looked up count as well.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.container
# custom:
#   id: CMB-03
#   severity: high
#   scope: container
#   needs: ["run.mounts"]
#   faces: host
#   remediation: |
#     COPY the code into the image. For settings mount the one file that is needed, read-only, where no
#     program is looked up.
#   standards: {nist_800_190: ["4.4.3"]}
package varve.container.start_from_mount

import data.varve.lib.text

deny contains r if {
	some i, mount in input.run.mounts
	supplier := suppliers(mount)
	hidden := links(mount)
	count(hidden) > 0
	r := object.union(
		{
			"msg": $"{supplier} at {mount.target} supplies {text.list(hidden)}, which is part of the start",
			"field": $"mounts[{i}]",
			"key": mount.target,
			"evidence": {"source": mount.source, "target": mount.target, "read_only": mount.ro, "links": sort(hidden)},
		},
		step(mount),
	)
}

deny contains r if {
	some i, mount in input.run.mounts
	not mount.kind in {"config", "secret"}
	supplier := suppliers(mount)
	count(links(mount)) == 0
	places := {place.path | some place in mount.covers.code; place.what != "account"}
	count(places) > 0
	r := object.union(
		{
			"msg": $"{supplier} at {mount.target} supplies {text.list(places)}, where programs or libraries are looked up",
			"field": $"mounts[{i}]",
			"key": mount.target,
			"evidence": {"source": mount.source, "target": mount.target, "read_only": mount.ro, "places": sort(places)},
		},
		step(mount),
	)
}

deny contains r if {
	input.effective == null
	some i, mount in input.run.mounts
	mount.kind == "host"
	not open_data(mount)
	some field in ["entrypoint", "command"]
	some word in input.run[field]
	below(word, mount.target)
	r := {
		"msg": $"{field} names {word}, which host {mount.source} at {mount.target} supplies; what starts cannot be told without the image",
		"field": $"mounts[{i}]",
		"key": mount.target,
		"status": "undetermined",
	}
}

open_data(mount) if mount.ro

links(mount) := covered(mount) | {link.asked |
	some link in input.effective.start.links
	link.covered_by == mount.target
}

covered(mount) := {path | some path in mount.covers.links} if mount.covers != null

covered(mount) := set() if mount.covers == null

suppliers(mount) := $"host {mount.source}" if mount.kind == "host"

suppliers(mount) := $"the volume {mount.source}, which {text.list(writers(mount))} may write," if {
	mount.kind in {"volume", "remote"}
	count(writers(mount)) > 0
}

suppliers(mount) := $"the orchestrator's {mount.kind} {named(mount)}" if mount.kind in {"config", "secret"}

named(mount) := mount.volume.name if {
	mount.volume.name != ""
} else := mount.source_raw

writers(mount) := {other.unit | some other in mount.shared_with; other.writes}

step(mount) := {"severity": "info", "why": $"a script in {named(mount)}, kept where the manifest is"} if {
	mount.kind in {"config", "secret"}
} else := {"severity": "info", "why": "the project's own sources, judged for development (params profile)"} if {
	data.varve.params.profile == "dev"
	startswith(mount.source, "./")
} else := {"severity": "medium", "why": "mounted read-only"} if {
	mount.ro
} else := {}

below(path, directory) if path == directory

below(path, directory) if startswith(path, $"{trim_suffix(directory, "/")}/")
