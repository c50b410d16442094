package varve.lib.secrets

# What is said of one secret: the key tells it from others in its file, and by its keyed digest the
# engine recognises it elsewhere. The digest is another one in every store, so no finding shows it.
about(match) := {
	"key": $"{match.detector}:line {match.line}",
	"secret": match.sha12,
	"evidence": {
		"detector": match.detector,
		"line": match.line,
		"shape": match.shape,
		"redacted": match.redacted,
	},
}

keys(matches) := [match | some match in matches; is_key(match)]

clouds(matches) := [match | some match in matches; match.detector in cloud_detectors]

tokens(matches) := [match |
	some match in matches
	not is_key(match)
	not match.detector in cloud_detectors
]

is_key(match) if endswith(match.detector, "private-key")

cloud_detectors := {"aws-access-key"}

# Keys that do less harm than others.
lowered(match, _) := {"severity": "medium", "why": "the key is encrypted"} if encrypted(match)

lowered(match, path) := {"severity": "low", "why": "a key that every installation of its package makes for itself"} if {
	not encrypted(match)
	endswith(path, "/ssl-cert-snakeoil.key")
}

lowered(match, path) := {"severity": "medium", "why": "a host key lets others pose as this host, no more"} if {
	not encrypted(match)
	is_host_key(path)
}

lowered(match, path) := {} if {
	not encrypted(match)
	not endswith(path, "/ssl-cert-snakeoil.key")
	not is_host_key(path)
}

encrypted(match) if startswith(match.shape, "encrypted ")

is_host_key(path) if regex.match(`^/etc/ssh/ssh_host_[a-z0-9]+_key$`, path)
