# METADATA
# title: Mount written to slip past filters, or not resolved
# description: |
#   Filters that compare text let /var/../run or /proc/1/root pass, while the engine mounts the same
#   directory. Nobody writes a host path this way by chance. A source with an open variable is whatever
#   the host that runs it makes of it.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# schemas:
#   - input: schema.container
# custom:
#   id: MNT-11
#   severity: high
#   scope: container
#   needs: ["run.mounts[].kind=host", "run.mounts[].kind=npipe", "run.mounts[].source_known=false"]
#   faces: host
#   remediation: |
#     Write the path as it is, and give variables a value (--env NAME=VALUE, --env-file) when checking.
#   standards: {pod_security: [baseline]}
package varve.container.evasive_mount

import data.varve.lib.mounts

deny contains r if {
	some i, mount in input.run.mounts
	mount.kind in {"host", "npipe"}
	mount.source_raw != mount.source
	some match in mount.classes
	not match.class in mounts.harmless
	trick := tricks(mount.source_raw)
	count(trick) > 0
	r := {
		"msg": $"{mount.source_raw} at {mount.target} is host {mount.source}, written with {concat(", ", sort(trick))}",
		"path": mount.source,
		"field": $"mounts[{i}]",
		"key": mount.target,
		"evidence": {"source_raw": mount.source_raw, "source": mount.source, "target": mount.target},
	}
}

deny contains r if {
	some i, mount in input.run.mounts
	mount.source_known == false
	r := {
		"msg": $"what is mounted at {mount.target} cannot be told: {open(mount)}",
		"path": mount.source,
		"field": $"mounts[{i}]",
		"key": mount.target,
		"severity": "low",
		"why": "nothing bad is known about it",
		"status": "undetermined",
		"evidence": {"source_raw": mount.source_raw, "target": mount.target},
	}
}

tricks(raw) := {name | some name, pattern in patterns; regex.match(pattern, raw)}

patterns := {
	"..": `(^|/)\.\.(/|$)`,
	"//": `[^:]//|^//`,
	"/./": `/\.(/|$)`,
	"/proc/*/root": `/proc/[^/]+/(task/[0-9]+/)?(root|cwd)(/|$)`,
}

open(mount) := $"a variable in {mount.source_raw} has no value" if {
	contains(mount.source_raw, "$")
} else := $"{mount.source_raw} climbs out of the project to where only the host could tell"
