# METADATA
# title: Usable way up for a user that is not root
# description: |
#   The container starts as a user that is not root, yet the image holds files by which that user gains
#   rights, and nothing keeps it from running them.
# related_resources:
#   - https://docs.kernel.org/userspace-api/no_new_privs.html
# schemas:
#   - input: schema.container
# custom:
#   id: CMB-02
#   severity: high
#   scope: container
#   needs: ["effective.escalators"]
#   faces: kernel
#   remediation: |
#     Set no-new-privileges (allowPrivilegeEscalation: false in Kubernetes), or take the setuid bits and
#     file capabilities out of the image.
#   standards: {cis_docker: ["4.8", "5.26"], pod_security: [restricted]}
package varve.container.usable_setuid

import data.varve.lib.text

deny contains r if {
	exposed
	count(unusual) > 0
	r := {
		"msg": $"uid {input.effective.uid} may rise through {shown(unusual)}, and no_new_privileges is off",
		"field": "no_new_privs",
		"key": "escalators",
		"evidence": {"escalators": sort(unusual), "usual": sort(usual)},
	}
}

deny contains r if {
	exposed
	count(unusual) == 0
	r := {
		"msg": $"uid {input.effective.uid} may rise through {shown(usual)}, and no_new_privileges is off",
		"field": "no_new_privs",
		"key": "escalators",
		"severity": "medium",
		"why": "these are the files that distributions ship this way",
		"evidence": {"escalators": sort(usual)},
	}
}

exposed if {
	input.run.no_new_privs == false
	input.effective.root == false
	count(input.effective.escalators) > 0
}

usual := {file.path |
	some file in input.effective.escalator_files
	file.ownership in {"owned", "unknown"}
	parts := split(file.path, "/")
	parts[count(parts) - 1] in data.varve.params.setuid_usual
}

unusual := {path | some path in input.effective.escalators} - usual

# The first few by name; the evidence has all.
shown(paths) := text.list(paths) if count(paths) <= 5

shown(paths) := $"{concat(", ", array.slice(sort(paths), 0, 5))} and {count(paths) - 5} more" if count(paths) > 5
