package varve.lib.packages

# What documents of the diff scope say of owners, as "name version" or null.
name(owner) := split(owner, " ")[0] if is_string(owner)

# Owned on both sides by the same package in another version: the package was updated.
updated(row) if {
	row.package_a != row.package_b
	name(row.package_a) == name(row.package_b)
}

same(row) if {
	is_string(row.package_a)
	row.package_a == row.package_b
}

# Ships with a package that the first image does not have.
installed(document, owner) if {
	some change in document.packages
	change.direction == "added"
	change.name == name(owner)
}
