# METADATA
# title: New privilege-bearing file
# description: |
#   The second image has a file with a setuid or setgid bit or with file capabilities that the first
#   has not, or everybody may now write where programs are looked for.
# related_resources:
#   - https://man7.org/linux/man-pages/man7/capabilities.7.html
#   - https://docs.docker.com/engine/security/
# schemas:
#   - input: schema.diff
# custom:
#   id: DIF-01
#   severity: high
#   scope: diff
#   selector:
#     - {when: diff, type: [file], mode_any: "6000"}
#     - {when: diff, type: [file], caps: [any]}
#     - {when: diff, type: [file, dir], mode_any: "0002"}
#   remediation: |
#     Find out which build step brought the bits (the finding names it) and take them away there, with
#     chmod or setcap -r, or leave the file's package out.
#   standards: {cis_docker: ["4.8"]}
package varve.diff.new_privileged_file

import data.varve.lib.packages

deny contains r if {
	some file in input.files
	file.b.type == "file"
	gained := bits(file.b) - bits(file.a)
	count(gained) > 0
	r := object.union(
		{
			"msg": $"{file.path} {verb(file)} {concat(" and ", sort(gained))} (mode {file.b.mode}, owner {file.b.uid}:{file.b.gid}){step(file)}",
			"path": file.path,
			"key": concat("+", sort(gained)),
			"evidence": {"mode": file.b.mode, "was": mode(file.a), "uid": file.b.uid, "gained": sort(gained)},
		},
		lowered(file),
	)
}

deny contains r if {
	some file in input.files
	file.b.type in {"file", "dir"}
	open(file.b)
	not open(file.a)
	some directory in data.varve.params.code_directories
	glob.match(directory, ["/"], file.path)
	r := {
		"msg": $"{file.path} is a place of code that everybody may now write (mode {file.b.mode}, was {mode(file.a)}){step(file)}",
		"path": file.path,
		"key": "world-writable",
		"evidence": {"mode": file.b.mode, "was": mode(file.a)},
	}
}

# What gives whoever starts the file rights that they have not. A file that moved keeps those it had.
bits(side) := set() if is_null(side)

bits(side) := {bit | some bit in side.special; bit in {"setgid", "setuid"}} | {cap | some cap in side.caps.permitted} if {
	is_object(side.caps)
} else := {bit | some bit in side.special; bit in {"setgid", "setuid"}} if is_object(side)

open(side) if {
	is_object(side)
	regex.match(`[2367]$`, side.mode)
	not "sticky" in side.special
}

mode(side) := side.mode if is_object(side)

mode(side) := "absent" if is_null(side)

verb(file) := "is new and has" if file.change == "added"

verb(file) := "now has" if file.change != "added"

step(file) := $", made by: {file.b.created_by}" if is_string(file.b.created_by)

step(file) := "" if is_null(file.b.created_by)

lowered(file) := {"severity": "medium", "why": "it came with a package that was installed"} if {
	file.change == "added"
	packages.installed(input, file.package_b)
} else := {}
