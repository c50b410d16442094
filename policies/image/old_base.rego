# METADATA
# title: Old or unsupported base
# description: |
#   Nobody mends the packages of a system past its end of life, and an image that was built long ago
#   misses every repair since. Judged on dates that can be believed: fixed dates of reproducible builds
#   do not count, the package database's own date stands in for them.
# related_resources:
#   - https://endoflife.date/
#   - https://csrc.nist.gov/pubs/sp/800/190/final
# schemas:
#   - input: schema.image
# custom:
#   id: HYG-06
#   severity: medium
#   scope: image
#   reads: [as_of]
#   remediation: |
#     Build the image anew on a release that is still supported, and do so regularly, also when nothing
#     of your own has changed.
#   standards: {cis_docker: ["4.4"], nist_800_190: ["4.1.1", "4.2.2"]}
package varve.image.old_base

import data.varve.lib.dates

deny contains r if {
	some end in ended
	r := {
		"msg": $"{input.os.id} {input.os.version_id} is past its end of life since {end}: nobody mends its packages any more",
		"key": "release",
		"evidence": {"os": input.os.id, "version": input.os.version_id, "end_of_life": end},
	}
}

deny contains r if {
	count(ended) == 0
	age := dates.days(data.varve.as_of) - dates.days(newest)
	age > data.varve.params.image_age_days
	r := {
		"msg": $"the image is {age} days old ({of_what} {substring(newest, 0, 10)}), so it lacks the repairs of {age} days",
		"key": "age",
		"evidence": {"date": newest, "of": of_what, "days": age},
	}
}

deny contains r if {
	count(ended) == 0
	newest == ""
	r := {
		"msg": "how old the image is cannot be told: its date is a fixed one, and no package database has a date",
		"key": "age",
		"status": "undetermined",
		"evidence": {"created": input.created.at},
	}
}

# The table knows releases by number; a patch release belongs to the one that it begins with.
ended := {end |
	some release, end in data.varve.params.os_end_of_life[input.os.id]
	is_release(release)
	dates.days(end) < dates.days(data.varve.as_of)
}

is_release(release) if input.os.version_id == release

is_release(release) if startswith(input.os.version_id, $"{release}.")

newest := input.created.at if {
	input.created.trusted
} else := input.created.package_db_at if {
	input.created.package_db_at != null
} else := ""

of_what := "made" if {
	input.created.trusted
} else := "packages of"
