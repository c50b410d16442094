package varve.lib.chosen

# What a run spec chooses that the image does not: another program, or another user. What holds for
# the image by itself is told about the image.
anything(run) if other_program(run)

anything(run) if other_user(run)

other_program(run) if run.entrypoint != null

other_program(run) if run.command != null

other_user(run) if run.user != null

other_user(run) if count(run.groups) > 0

# The field of the run spec that makes the choice.
field(run) := "user" if {
	run.user != null
} else := "entrypoint" if {
	run.entrypoint != null
} else := "command" if {
	run.command != null
} else := "groups"

program_field(run) := "entrypoint" if {
	run.entrypoint != null
} else := "command"

# Whether the image's own start has a link of this path and name as well.
of_image(document, link) if {
	some other in document.image.start.links
	other.path == link.path
	other.asked == link.asked
}
