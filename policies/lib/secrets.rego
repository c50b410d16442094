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

settings(matches) := [match | some match in matches; match.detector in setting_detectors]

tokens(matches) := [match |
	some match in matches
	not is_key(match)
	not match.detector in cloud_detectors
	not match.detector in setting_detectors
]

is_key(match) if endswith(match.detector, "private-key")

cloud_detectors := {
	"aws-access-key",
	"aws-key-id",
	"azure-storage-key",
	"cloud-refresh-token",
	"gcp-service-account",
}

setting_detectors := {"config-default", "config-secret"}

# As bad as the rule that tells of secrets of this kind says.
usual(match) := "critical" if {
	match.detector in cloud_detectors
} else := "medium" if {
	match.detector in setting_detectors
} else := "high"

# Secrets that do less harm than others; undefined for those that do not.
lowered(match, file) := {"severity": "info", "why": "it is an example or a test of a package"} if {
	not match.detector in cloud_detectors
	is_sample(file)
} else := {"severity": "low", "why": "an id alone opens nothing"} if {
	match.detector == "aws-key-id"
} else := {"severity": "high", "why": "it has to be exchanged for a token, and can be revoked"} if {
	match.detector == "cloud-refresh-token"
} else := {"severity": "info", "why": "it is a weak default that everybody knows"} if {
	match.detector == "config-default"
} else := {"severity": "medium", "why": "the key is encrypted"} if {
	startswith(match.shape, "encrypted ")
} else := {"severity": "low", "why": "a key that every installation of its package makes for itself"} if {
	endswith(file.path, "/ssl-cert-snakeoil.key")
} else := {"severity": "medium", "why": "a host key lets others pose as this host, no more"} if {
	is_key(match)
	regex.match(`^/etc/ssh/ssh_host_[a-z0-9]+_key$`, file.path)
}

# The change that a rule of that severity has to make to its result.
change(match, file, own) := moved if {
	moved := lowered(match, file)
	moved.severity != own
} else := {"severity": usual(match), "why": "it is a secret of that kind"} if {
	usual(match) != own
	not lowered(match, file)
} else := {}

# Documentation and tests of packages, of the system's and of languages, and files that all know.
is_sample(file) if {
	some pattern in data.varve.params.sample_folders
	regex.match(pattern, file.path)
	of_package(file)
}

is_sample(file) if file.digest in data.varve.params.known_test_keys

of_package(file) if file.ownership == "owned"

of_package(file) if {
	some pattern in data.varve.params.module_folders
	regex.match(pattern, file.path)
}
