package varve.lib.start

# The links of a start chain whose file in the image is the one that runs: a mount over it would put
# another file in its place.
files(start) := [link |
	some link in start.links
	link.path != null
	link.covered_by == null
]

# Who the process is, in the words of `writable_by`: anybody, its user, or one of its groups. Root is
# left out, since it may write anything anyway.
identities(user) := {"world", $"uid:{user.uid}"} | {$"gid:{gid}" | some gid in user.groups} if {
	user.uid != null
	user.uid != 0
}

writers(link, user) := {who | some who in link.writable_by} & identities(user)

# `dir_writable_by` holds "who path".
replaceable(link, user) := {place |
	some place in link.dir_writable_by
	some who in identities(user)
	startswith(place, $"{who} ")
}
