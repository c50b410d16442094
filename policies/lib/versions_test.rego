package varve.lib.versions_test

import data.varve.lib.versions

test_numbers_are_compared_as_numbers if {
	versions.at_least("v1.22.10+k3s1", "1.22.9")
	versions.at_least("1.22.9", "1.22.9")
	not versions.at_least("1.9.30", "1.22.0")
}

test_what_is_no_version_is_at_least_nothing if not versions.at_least("", "1.22.0")
