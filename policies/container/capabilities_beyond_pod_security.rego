# METADATA
# title: Capabilities beyond the Pod Security Standards
# description: |
#   The baseline standard allows 13 capabilities to be added; the restricted one wants all dropped and
#   only NET_BIND_SERVICE added again. Where a run spec lists final sets, those are compared.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# schemas:
#   - input: schema.container
# custom:
#   id: PRV-03
#   severity: medium
#   scope: container
#   folds_under: [PRV-01]
#   profiles: [pss-baseline, pss-restricted]
#   remediation: |
#     Drop ALL and add NET_BIND_SERVICE if the program binds a port below 1024.
#   standards: {cis_docker: ["5.4"], pod_security: [baseline, restricted]}
package varve.container.capabilities_beyond_pod_security

import data.varve.lib.standards
import data.varve.lib.text

deny contains r if {
	beyond := {name | some name in asked; not name in data.varve.params.capabilities_baseline}
	count(beyond) > 0
	r := {
		"msg": $"{text.list(beyond)} is more than the baseline standard allows to be added",
		"field": field,
		"key": "baseline",
		"evidence": {"beyond": sort(beyond)},
	}
}

deny contains r if {
	standards.restricted_asked
	within_baseline := {name |
		some name in asked
		not name in data.varve.params.capabilities_restricted
		name in data.varve.params.capabilities_baseline
	}
	count(within_baseline) > 0
	r := object.union(restricted, {
		"msg": $"{text.list(within_baseline)} is more than the restricted standard allows to be added",
		"field": field,
		"key": "restricted",
		"evidence": {"beyond": sort(within_baseline)},
	})
}

deny contains r if {
	standards.restricted_asked
	not final
	not "ALL" in input.run.caps.drop
	r := object.union(restricted, {
		"msg": "the restricted standard wants all capabilities dropped (drop ALL)",
		"field": "caps.drop",
		"key": "drop",
		"evidence": {"drop": input.run.caps.drop},
	})
}

restricted := {"severity": "low", "why": "the restricted standard only"}

default final := false

final if object.get(input.run.caps, "bounding", null) != null

# OCI configs list what there is in the end.
asked := {name | some name in input.run.caps.bounding} if final

asked := {name | some name in input.run.caps.add} if not final

field := "caps.bounding" if final

field := "caps.add" if not final
