# METADATA
# title: SSH daemon or authorised keys shipped
# description: |
#   A daemon for logins inside a container is a second way in, past what the engine logs and limits; keys
#   and host keys in an image are the same in all containers made of it. A daemon that nothing starts and
#   no port leads to counts little, a client not at all.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.image
# custom:
#   id: USR-03
#   severity: medium
#   scope: image
#   needs: ["ssh.daemon", "ssh.authorized_keys"]
#   remediation: |
#     Leave the daemon out and look into containers with the engine (docker exec, kubectl debug); take
#     authorized_keys out of the image.
#   standards: {cis_docker: ["5.7"]}
package varve.image.ssh_server

import data.varve.lib.text

deny contains r if {
	input.ssh.daemon != null
	r := object.union(
		{
			"msg": $"the image ships the SSH daemon {input.ssh.daemon}{how}",
			"path": input.ssh.daemon,
			"key": "daemon",
			"evidence": {
				"in_start": input.ssh.in_start,
				"port_exposed": input.ssh.port,
				"host_keys": input.ssh.host_keys,
				"permit_root_login": object.get(input.ssh.config, "permitrootlogin", "default"),
				"password_authentication": object.get(input.ssh.config, "passwordauthentication", "default"),
			},
		},
		lowered,
	)
}

deny contains r if {
	some file in input.ssh.authorized_keys
	file.keys > 0
	r := {
		"msg": $"{file.path} lets the owners of {file.keys} keys log in to every container of this image",
		"path": file.path,
		"key": "authorized_keys",
		"evidence": {"keys": file.keys},
	}
}

reasons := ({"it is part of the start" | input.ssh.in_start} | {"port 22 is exposed" | input.ssh.port}) | {"host keys are in the image" | count(input.ssh.host_keys) > 0}

how := $": {text.list(reasons)}" if count(reasons) > 0

how := ", though nothing starts it" if count(reasons) == 0

default lowered := {}

lowered := {"severity": "low", "why": "nothing starts it, no port leads to it, and it has no host keys"} if count(reasons) == 0
