package varve.lib.versions

# "v1.22.4+k3s1" as [1, 22, 4], which compares number by number. Undefined for what is no version.
numbers(text) := [to_number(major), to_number(minor), to_number(patch)] if {
	[[_, major, minor, patch]] := regex.find_all_string_submatch_n(`^v?([0-9]+)\.([0-9]+)\.([0-9]+)`, text, 1)
}

at_least(text, least) if numbers(text) >= numbers(least)
