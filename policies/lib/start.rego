package varve.lib.start

import data.varve.lib.text

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

# What a start chain notes about itself, of the whole and of single links.
noted(start) := {note | some note in start.notes} | {note | some link in start.links; some note in link.notes}

# Notes about code that is fetched or unpacked when the container starts.
download_texts := {
	"decoded-and-run": "decodes text and runs it",
	"fetch-evaluated": "downloads text and evaluates it",
	"fetch-piped-to-interpreter": "downloads a script and pipes it to an interpreter",
	"fetch-verified": "downloads a file, verifies it and runs it",
	"fetched-and-run": "downloads a file and runs it",
}

# How bad that is: less if a checksum or signature is tested in between.
downloads_lowered(start) := {"severity": "low", "why": "a checksum or signature is tested in between"} if {
	some note in noted(start)
	note in data.varve.params.start_notes_verified
} else := {}

# Why a directory of PATH lets somebody put another program first; undefined if it does not.
shadow_reason(place, who, runs) := $"which {text.list(who)} may write, and {runs}" if {
	place.present
	count(who) > 0
} else := $"which is not there and {text.list(who)} may make it, and {runs}" if {
	count(who) > 0
} else := "which is wherever the process happens to be" if {
	not startswith(place.element, "/")
}

path_element(place) := "the working directory (an empty element)" if place.element == ""

path_element(place) := place.element if place.element != ""

broken(start) := [link |
	some link in start.links
	not link.status in {"ok", "dynamic", "covered"}
]

# What keeps a start from working.
culprit(start) := broken(start)[0].asked if {
	count(broken(start)) > 0
} else := start.argv[0] if {
	count(start.argv) > 0
} else := "the command"

broken_notes(start) := sort({note | some note in start.notes} | {note | some link in broken(start); some note in link.notes})

broken_texts := {
	"missing": "is not in the image",
	"not-executable": "may not be executed",
	"directory": "is a directory",
	"dangling": "is a link to nothing",
	"loop": "is a link that leads back to itself",
	"wrong-arch": "is built for another processor than the image",
}
