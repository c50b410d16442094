package varve.lib.mounts

# Mounts of the host that reach a class of path, each with the strongest relation to it.
reaching(run, class) := [{"index": i, "mount": mount, "match": match} |
	some i, mount in run.mounts
	mount.kind in {"host", "npipe"}
	matches := [match | some match in mount.classes; match.class == class]
	match := matches[0]
]

# The same without the mounts of the whole host, which one rule tells about for all.
below_root(run, class) := [found |
	some found in reaching(run, class)
	not reaches(found.mount, "root")
]

reaches(mount, class) if {
	some match in mount.classes
	match.class == class
}

# Whether a rule about a socket says all there is: the mount is the socket, or a parent that is of the
# class only because of what lies below.
told_by_socket(found) if {
	some match in found.mount.classes
	match.class == "runtime-socket"
	match.relation in {"exact", "below"}
}

told_by_socket(found) if {
	reaches(found.mount, "runtime-socket")
	found.match.relation == "above"
}

# Classes that are nobody's but the application's.
harmless := {"app", "benign"}

# What the host stands to lose, worst first; how bad a class is where a rule does not say better.
graver(mount) := "critical" if {
	some match in mount.classes
	match.class in {"runtime-socket", "root", "exec", "kernel", "dev", "state"}
	not mount.ro
} else := "critical" if {
	reaches(mount, "runtime-socket")
} else := "high" if {
	some match in mount.classes
	match.class in {"root", "credential", "sys", "state", "dev"}
} else := "medium"

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

# The members of a result that every rule about a host mount fills alike. Where only the host could
# tell what is mounted, the answer is open, unless the name means the same wherever it lies.
result(found, msg) := object.union(
	{
		"msg": $"{words(found.mount)}: {msg}",
		"path": found.mount.source,
		"field": field(found),
		"key": key(found),
		"evidence": evidence(found),
	},
	certainty(found),
)

certainty(found) := {"status": "undetermined"} if {
	found.mount.source_known == false
	not startswith(found.match.member, "**/")
} else := {}
