package varve.entry.file

# Every document with the rules that are to judge it; new rules need no change here. The date comes
# with the questions, since a server has no data of this run.
findings contains {"document": i, "rule": slug, "result": result} if {
	as_of := input.as_of
	not input.params
	some i, question in input.questions
	some slug in question.rules
	some result in data.varve.file[slug].deny with input as question.document with data.varve.as_of as as_of
}

# So do parameters where they replace the pack's and a server evaluates.
findings contains {"document": i, "rule": slug, "result": result} if {
	as_of := input.as_of
	params := object.union(data.varve.params, input.params)
	some i, question in input.questions
	some slug in question.rules
	some result in data.varve.file[slug].deny with input as question.document with data.varve.as_of as as_of
		with data.varve.params as params
}
