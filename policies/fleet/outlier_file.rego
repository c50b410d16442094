# METADATA
# title: File that differs from its like
# description: |
#   Nearly all images have the same file at this path, for the same package, version and architecture;
#   a few have another one. A program that was changed in one place looks like this.
# related_resources:
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.fleet
# custom:
#   id: FLT-02
#   severity: medium
#   scope: fleet
#   selector: {when: fleet, type: [file], mode_any: "0111", not_paths: [/etc/**, /home/**, /root/**, /tmp/**, /var/**]}
#   remediation: |
#     Compare the file with that of another image (varve diff A B --show PATH) and rebuild the image
#     from its sources if nobody can say why it differs.
#   standards: {nist_800_190: ["4.1.3"]}
package varve.fleet.outlier_file

import data.varve.lib.text

deny contains r if {
	some row in input.paths
	row.images >= data.varve.params.outlier_images_least
	not rebuilt(row.path)
	most := max([variant.images | some variant in row.variants])
	most >= row.images * data.varve.params.outlier_majority_least
	others := [variant | some variant in row.variants; variant.images < most]
	count(others) > 0
	usual := [variant | some variant in row.variants; variant.images == most][0]
	r := object.union(
		{
			"msg": $"{row.path}{owner(row)} is the same in {most} of {row.images} images for {row.arch} and another file in {text.list(samples(others))}",
			"path": row.path,
			"key": concat(" ", [owned(row), row.arch]),
			"evidence": {"images": row.images, "usual": usual.digest, "variants": others},
		},
		raised(others),
	)
}

rebuilt(path) if {
	some pattern in data.varve.params.executables_rebuilt
	glob.match(pattern, ["/"], path)
}

samples(variants) := {name | some variant in variants; some name in variant.sample}

owned(row) := split(row["package"], " ")[0] if is_string(row["package"])

owned(row) := "unowned" if is_null(row["package"])

owner(row) := $" of {row["package"]}" if is_string(row["package"])

owner(row) := "" if is_null(row["package"])

raised(variants) := {"severity": "high", "why": "containers of such an image start with it"} if {
	some variant in variants
	variant.start
} else := {}
