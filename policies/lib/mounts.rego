package varve.lib.mounts

# Mounts of the host that reach a class of path, each with the strongest relation to it.
reaching(run, class) := [{"index": i, "mount": mount, "match": match} |
	some i, mount in run.mounts
	mount.kind in {"host", "npipe"}
	matches := [match | some match in mount.classes; match.class == class]
	match := matches[0]
]

access(mount) := "read-only" if mount.ro

access(mount) := "read-write" if not mount.ro

# "host /run at /host/run (written /var//run)": what is mounted where, and how it was spelled.
words(mount) := $"host {mount.source} at {mount.target}{spelled(mount)}, {access(mount)}"

spelled(mount) := "" if mount.source_raw == mount.source

spelled(mount) := $" (written {mount.source_raw})" if mount.source_raw != mount.source

evidence(found) := {
	"source": found.mount.source,
	"target": found.mount.target,
	"read_only": found.mount.ro,
	"class": found.match.class,
	"relation": found.match.relation,
	"member": found.match.member,
}

# The mounted source is what stays the same when the mount is written another way.
key(found) := $"{found.match.class} {found.mount.target}"

field(found) := $"mounts[{found.index}]"
