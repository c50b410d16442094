# METADATA
# title: Setuid shell, interpreter or file tool
# description: |
#   With root's rights this program gives anybody in the container a root shell or any file they ask
#   for. File capabilities of the same strength count alike.
# related_resources:
#   - https://gtfobins.github.io/
# schemas:
#   - input: schema.file
# custom:
#   id: IMG-02
#   severity: high
#   scope: file
#   selector:
#     - {type: [file], mode_any: "4000", uid: [0]}
#     - {type: [file], caps: any}
#   remediation: |
#     Take the bit or the capability away (chmod u-s, setcap -r) in the layer that ships the file; give
#     single commands through a wrapper or at run time instead.
#   standards: {cis_docker: ["4.8"]}
package varve.file.setuid_tool

import data.varve.lib.text

deny contains r if {
	"setuid" in input.special
	input.uid == 0
	input.name in data.varve.params.setuid_never
	r := {
		"msg": $"{input.path} is setuid root (mode {input.mode}): {input.name} hands over a root shell or any file",
		"key": "setuid",
		"evidence": {"mode": input.mode, "uid": input.uid},
	}
}

deny contains r if {
	strong := {cap | some cap in input.caps.permitted; cap in data.varve.params.file_capabilities_strong}
	count(strong) > 0
	r := {
		"msg": $"{input.path} carries {text.list(strong)}, which is as good as setuid root",
		"key": "filecap",
		"evidence": {"capabilities": sort(input.caps.permitted), "effective": input.caps.effective},
	}
}
