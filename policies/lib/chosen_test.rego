package varve.lib.chosen_test

import data.varve.lib.chosen

nothing := {"user": null, "entrypoint": null, "command": null, "groups": []}

test_nothing_is_chosen if not chosen.anything(nothing)

test_the_first_choice_is_named if {
	chosen.field(object.union(nothing, {"user": "1", "command": []})) == "user"
	chosen.field(object.union(nothing, {"command": []})) == "command"
	chosen.anything(object.union(nothing, {"command": []}))
	chosen.field(object.union(nothing, {"groups": ["docker"]})) == "groups"
}
