# METADATA
# title: Writable by everybody
# description: |
#   Any process in the container may change this file, or add and swap files in this directory. Where
#   programs, libraries or settings lie, that is code of somebody's choice run by somebody else.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.file
# custom:
#   id: IMG-03
#   severity: low
#   scope: file
#   selector:
#     type: [file, dir]
#     mode_any: "0002"
#     not_paths: [/tmp, /var/tmp, "/dev/**", /dev, /run/lock, /proc, "/proc/**", /sys, "/sys/**"]
#   remediation: |
#     Take the permission away (chmod o-w) in the layer named; directories that everybody must write
#     need the sticky bit (chmod 1777).
#   standards: {cis_docker: ["4.8"], nist_800_190: ["4.1.2"]}
package varve.file.world_writable

deny contains r if {
	input.type == "file"
	not code
	r := {
		"msg": $"{input.path} is writable by everybody (mode {input.mode})",
		"key": "file",
		"evidence": {"mode": input.mode},
	}
}

deny contains r if {
	input.type == "file"
	code
	r := {
		"msg": $"{input.path} is writable by everybody (mode {input.mode}), and it is code or settings",
		"key": "file",
		"severity": "medium",
		"why": "whoever writes it decides what others run",
		"evidence": {"mode": input.mode},
	}
}

deny contains r if {
	input.type == "dir"
	not "sticky" in input.special
	r := {
		"msg": $"directory {input.path} is writable by everybody and not sticky (mode {input.mode}): anybody may swap files in it",
		"key": "dir",
		"severity": "medium",
		"why": "without the sticky bit files of others can be replaced",
		"evidence": {"mode": input.mode},
	}
}

code if input.executable

code if {
	some pattern in data.varve.params.code_directories
	glob.match(pattern, ["/"], input.path)
}
