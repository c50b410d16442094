# METADATA
# title: Executable replaced without a package change
# description: |
#   A program, library or script of a package has other content although the package has the same
#   version, and it is not what the package's database lists: somebody changed it on the way.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.diff
# custom:
#   id: DIF-04
#   severity: high
#   scope: diff
#   selector: {when: diff, type: [file], kind: [elf, script]}
#   remediation: |
#     Find the build step that wrote the file and install the package again; if the change is meant,
#     ship the file under another path or as a package of its own.
#   standards: {cis_docker: ["4.11"], nist_800_190: ["4.1.3"]}
package varve.diff.executable_replaced

import data.varve.lib.packages

deny contains r if {
	some file in candidates
	packages.same(file)
	file.b.digest_matches == false
	r := object.union(
		{"msg": $"{file.path} of {file.package_b} has other content, and not what the package lists{step(file)}"},
		known(file),
	)
}

deny contains r if {
	some file in candidates
	packages.same(file)
	is_null(file.b.digest_matches)
	r := object.union(
		{
			"msg": $"{file.path} of {file.package_b} has other content; the package's database lists no digest to compare with",
			"status": "undetermined",
		},
		known(file),
	)
}

deny contains r if {
	unknown := [file.path | some file in candidates; file.b.ownership == "unknown"]
	count(unknown) > 0
	r := {
		"msg": $"programs, libraries or scripts have other content, {unknown[0]} among them, and it is not known which packages own them",
		"key": "packages",
		"status": "undetermined",
		"evidence": {"paths": array.slice(unknown, 0, 20)},
	}
}

candidates := [file |
	some file in input.files
	file.change == "content"
	file.b.type == "file"
	file.b.kind in {"elf", "script"}
	not rebuilt(file.path)
]

rebuilt(path) if {
	some pattern in data.varve.params.executables_rebuilt
	glob.match(pattern, ["/"], path)
}

known(file) := {
	"path": file.path,
	"key": packages.name(file.package_b),
	"evidence": {"package": file.package_b, "digest": file.b.digest, "was": file.a.digest},
}

step(file) := $", made by: {file.b.created_by}" if is_string(file.b.created_by)

step(file) := "" if is_null(file.b.created_by)
