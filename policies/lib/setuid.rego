package varve.lib.setuid

# Whether distributions ship a file of that name with these bits. What may never have them is not
# usual, whatever the parameters say of it.
usual(name) if {
	name in data.varve.params.setuid_usual
	not name in data.varve.params.setuid_never
}

# Files that are summed up in one line about their image: a package brought them, or whether one did
# cannot be told.
summed_up(name, ownership) if {
	usual(name)
	ownership in {"owned", "unknown"}
}
