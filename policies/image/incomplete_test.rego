package varve.image.incomplete_test

import data.varve.image.incomplete as rule

keys(doc) := {r.key | some r in results} if results := rule.deny with input as doc

test_fires_on_a_gap if {
	keys({
		"complete": false,
		"gaps": [{"what": "layers[2]", "why": "too-many-entries", "where": ""}],
		"structure": [],
	}) == {"gap:layers[2]"}
}

test_fires_once_on_mismatches if {
	keys({"complete": true, "gaps": [], "structure": [
		{"code": "diff-id-mismatch", "unverified": true},
		{"code": "blob-digest-mismatch", "unverified": true},
	]}) == {"unverified"}
}

test_near_miss_harmless_oddities if {
	keys({"complete": true, "gaps": [], "structure": [{"code": "orphan-whiteout", "unverified": false}]}) == set()
}

test_a_package_database_that_cannot_be_read_is_only_told if {
	results := rule.deny with input as {
		"complete": false,
		"gaps": [{"what": "package-database", "why": "pacman: the databases of pacman are not read", "where": "/var/lib/pacman/local/ALPM_DB_VERSION"}],
		"structure": [],
	}
	{r.severity | some r in results} == {"info"}
}
