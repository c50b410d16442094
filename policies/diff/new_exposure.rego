# METADATA
# title: New secret, account, trust anchor or port
# description: |
#   The second image holds a secret, an account that can be logged into, a certificate that is trusted,
#   a key that opens a login, or an exposed port that the first does not have.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.diff
# custom:
#   id: DIF-05
#   severity: high
#   scope: diff
#   selector:
#     when: diff
#     type: [file]
#     paths:
#       - /etc/ca-certificates/trust-source/anchors/**
#       - /etc/pki/ca-trust/source/**
#       - /etc/pki/tls/certs/**
#       - /etc/ssl/certs/**
#       - /usr/local/share/ca-certificates/**
#       - /usr/share/ca-certificates/**
#       - /usr/share/pki/**
#       - "**/.ssh/authorized_keys*"
#   remediation: |
#     Take out what was not meant to come in; give secrets to builds as build secrets and to containers
#     at run time; install certificates as a package whose origin is known.
#   standards: {cis_docker: ["4.10"]}
package varve.diff.new_exposure

deny contains r if {
	some found in input.findings.new
	found.status == "fail"
	regex.match(`^(SEC|USR)-[0-9]+$`, found.id)
	found.severity != "info"
	r := object.union(
		object.union(
			{
				"msg": $"new since {input.a.name}: {found.msg}",
				"key": concat(" ", [found.id, found.key]),
				"evidence": {"rule": found.id, "severity": found.severity},
			},
			path(found),
		),
		as_bad(found),
	)
}

deny contains r if {
	some account in input.accounts
	startswith(account.b.password, "hash:")
	not had_password(account)
	r := {
		"msg": $"account {account.name} (uid {account.b.uid}) now has a password",
		"path": "/etc/shadow",
		"key": $"account {account.name}",
		"severity": "medium",
		"why": "a password has to be known to be of use",
		"evidence": {"account": account.name, "uid": account.b.uid, "shell": account.b.shell},
	}
}

deny contains r if {
	some file in anchors
	file.b.ownership == "unowned"
	r := {
		"msg": $"{file.path} is trusted as a certificate and comes from no package{step(file)}",
		"path": file.path,
		"key": "trust-anchor",
		"evidence": {"change": file.change, "digest": file.b.digest},
	}
}

deny contains r if {
	unknown := [file.path | some file in anchors; file.b.ownership == "unknown"]
	count(unknown) > 0
	r := {
		"msg": $"trusted certificates are new or different, {unknown[0]} among them, and it is not known which packages they come from",
		"key": "trust-anchor",
		"status": "undetermined",
		"evidence": {"paths": array.slice(unknown, 0, 20)},
	}
}

deny contains r if {
	some file in input.files
	changed(file)
	glob.match("**/.ssh/authorized_keys*", ["/"], file.path)
	r := {
		"msg": $"{file.path} lets others log in and is new or different{step(file)}",
		"path": file.path,
		"key": "authorized-keys",
		"evidence": {"change": file.change, "digest": file.b.digest},
	}
}

deny contains r if {
	some port in input.ports.added
	r := {
		"msg": $"exposes port {port.port}/{port.proto}, which {input.a.name} does not",
		"key": $"port {port.port}/{port.proto}",
		"severity": "medium",
		"why": "an exposed port is reached only where it is published",
		"evidence": {"port": port.port, "proto": port.proto},
	}
}

# Bundles are written anew from the single certificates, which are judged themselves.
anchors := [file |
	some file in input.files
	changed(file)
	some pattern in data.varve.params.trust_anchors
	glob.match(pattern, ["/"], file.path)
	not bundle(file.path)
]

bundle(path) if {
	some pattern in data.varve.params.trust_bundles
	glob.match(pattern, ["/"], path)
}

changed(file) if {
	file.change in {"added", "content", "type"}
	file.b.type == "file"
}

had_password(account) if startswith(account.a.password, "hash:")

path(found) := {"path": found.path} if is_string(found.path)

path(found) := {} if is_null(found.path)

as_bad(found) := {} if found.severity in {"critical", "high"}

as_bad(found) := {"severity": "medium", "why": $"the finding itself is {found.severity}"} if found.severity in {"medium", "low"}

step(file) := $", made by: {file.b.created_by}" if is_string(file.b.created_by)

step(file) := "" if is_null(file.b.created_by)
