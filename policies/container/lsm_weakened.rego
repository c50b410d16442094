# METADATA
# title: AppArmor or SELinux switched off or changed
# description: |
#   The host's mandatory access control is what still holds when a process has become root. Switched
#   off, or with another type than containers get, it holds nothing. Nothing said is fine, and so is a
#   host that has neither.
# related_resources:
#   - https://docs.docker.com/engine/security/apparmor/
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# schemas:
#   - input: schema.container
# custom:
#   id: PRV-05
#   severity: high
#   scope: container
#   needs: ["run.apparmor=unconfined", "run.selinux"]
#   faces: host
#   folds_under: [PRV-01]
#   remediation: |
#     Remove the option; if the default profile forbids something that is needed, give a profile of
#     its own that allows just this (apparmor=NAME, type container_t with a policy module).
#   standards: {cis_docker: ["5.2", "5.3"], pod_security: [baseline], nsa_cisa: [lsm]}
package varve.container.lsm_weakened

deny contains r if {
	input.run.apparmor == "unconfined"
	input.origin.apparmor.how == "set"
	present("apparmor")
	r := {
		"msg": "AppArmor is switched off for the container (unconfined)",
		"field": "apparmor",
		"key": "apparmor",
		"evidence": {"apparmor": input.run.apparmor},
	}
}

deny contains r if {
	input.run.selinux == "disable"
	present("selinux")
	r := {
		"msg": "SELinux is switched off for the container (label disable)",
		"field": "selinux",
		"key": "selinux",
		"evidence": {"selinux": input.run.selinux},
	}
}

deny contains r if {
	type := labels.type
	type in data.varve.params.selinux_types_off
	present("selinux")
	r := {
		"msg": $"SELinux type {type} confines nothing",
		"field": "selinux",
		"key": "selinux-type",
		"evidence": {"selinux": input.run.selinux},
	}
}

deny contains r if {
	some name, value in labels
	changed(name, value)
	present("selinux")
	r := {
		"msg": $"SELinux {name} {value} is not what containers get",
		"field": "selinux",
		"key": $"selinux-{name}",
		"severity": "medium",
		"why": "another label may be stricter, but nobody checked it",
		"evidence": {"selinux": input.run.selinux},
	}
}

changed(name, value) if {
	name in {"user", "role"}
	value != ""
}

changed("type", value) if {
	value != ""
	not value in data.varve.params.selinux_types_of_containers
	not value in data.varve.params.selinux_types_off
}

# "type:spc_t,level:s0:c1,c2" as {"type": "spc_t", "level": "s0:c1"}.
labels[name] := value if {
	is_string(input.run.selinux)
	some label in split(input.run.selinux, ",")
	[[_, name, value]] := regex.find_all_string_submatch_n(`^(user|role|type|level):(.*)$`, label, 1)
}

# A host that is known to lack the module loses nothing.
present(module) if not lacking(module)

lacking(module) if {
	input.host.lsm_known
	not module in input.host.lsm
}
