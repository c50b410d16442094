package varve.entry.image

# Every document with the rules that are to judge it; new rules need no change here.
findings contains {"document": i, "rule": slug, "result": result} if {
	some i, question in input.questions
	some slug in question.rules
	some result in data.varve.image[slug].deny with input as question.document
}
