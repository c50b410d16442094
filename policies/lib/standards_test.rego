package varve.lib.standards_test

import data.varve.lib.standards

test_restricted_is_asked_for_unless_the_profile_is_the_baseline if {
	standards.restricted_asked with data.varve.params.profile as "pss-restricted"
	standards.restricted_asked with data.varve.params.profile as ""
	not standards.restricted_asked with data.varve.params.profile as "pss-baseline"
}
