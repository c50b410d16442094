package varve.entry.image

# Every document with the rules that are to judge it; new rules need no change here. The date comes
# with the questions, since a server has no data of this run. A list, since sets would compare all
# that is told.
findings := [{"document": i, "results": results} |
	some i, question in input.questions
	results := told(question.rules) with input as question.document with data.varve.as_of as as_of
	results != {}
] if {
	as_of := input.as_of
	not input.params
}

# So do parameters where they replace the pack's and a server evaluates.
findings := [{"document": i, "results": results} |
	some i, question in input.questions
	results := told(question.rules) with input as question.document with data.varve.as_of as as_of
		with data.varve.params as params
	results != {}
] if {
	as_of := input.as_of
	params := object.union(data.varve.params, input.params)
}

# All rules see the document at once, so that what several of them ask is worked out once.
told(slugs) := {slug: results |
	some slug in slugs
	results := data.varve.image[slug].deny
	results != set()
}
