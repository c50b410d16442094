# METADATA
# title: Host credentials mounted
# description: |
#   Keys, tokens or password hashes of the host or of its users can be read in the container, and used
#   from anywhere. Where the mount is writable and decides who may log in, the container can add a key
#   or a password of its own.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.container
# custom:
#   id: MNT-04
#   severity: high
#   scope: container
#   needs: ["run.mounts[].classes[].class=credential"]
#   faces: host
#   remediation: |
#     Give the container a credential of its own with the least rights, through the orchestrator's
#     secrets.
#   standards: {cis_docker: ["5.6"], nsa_cisa: [sec], nist_800_190: ["4.5.5"]}
package varve.container.host_credentials

import data.varve.lib.devices
import data.varve.lib.mounts

deny contains r if {
	some found in mounts.below_root(input.run, "credential")
	not shadowed(found.mount)
	kind := judged(found)
	r := object.union(
		mounts.result(found, object.get(texts, kind, $"credentials of the host ({found.match.member}) can be {can(found.mount)}")),
		object.get(steps, kind, {}),
	)
}

# A socket of the engine in a directory of credentials is the socket's rule's.
shadowed(mount) if {
	some match in mount.classes
	match.class == "runtime-socket"
	match.relation in {"exact", "below"}
}

can(mount) := "read" if mount.ro

can(mount) := "read and replaced" if not mount.ro

texts := {
	"agent": "the socket of a key agent: it signs for whoever asks, and gives no key away",
	"public": "a part of the credentials that is no secret",
	"parent": "it lies in the home of the host's root, in no directory that is known for credentials",
	"login": "it decides who may log in to the host, and the container may add to it",
}

steps := {
	"agent": {"severity": "low", "why": "an agent uses keys and does not hand them out"},
	"public": {"severity": "info", "why": "public parts only"},
	"parent": {"severity": "medium", "why": "an application's directory in the home of root"},
	"login": {"severity": "critical", "why": "writable: a key or password of one's own can be added"},
}

judged(found) := "agent" if {
	devices.matches(found.mount.source, data.varve.params.credential_agents)
} else := "public" if {
	devices.matches(found.mount.source, data.varve.params.credential_public)
} else := "public" if {
	found.mount.ro
	devices.matches(found.mount.source, data.varve.params.credential_public_to_read)
} else := "login" if {
	not found.mount.ro
	decides_logins(found)
} else := "parent" if {
	found.match.relation == "below"
	found.match.member == "/root"
	not names_credentials(found.mount.source)
} else := "secret"

decides_logins(found) if devices.matches(found.mount.source, data.varve.params.credential_logins)

decides_logins(found) if {
	found.match.relation == "above"
	devices.matches(found.match.member, data.varve.params.credential_logins)
}

names_credentials(source) if {
	some part in split(source, "/")
	part in data.varve.params.credential_directories
}
