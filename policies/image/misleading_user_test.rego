package varve.image.misleading_user_test

import data.varve.image.misleading_user

image(spec, how, notes) := {"user": {"spec": spec, "how": how, "uid": 1, "notes": notes}}

keys(doc) := {r.key | some r in results} if results := misleading_user.deny with input as doc

test_fires if {
	keys(image("4294967296", "out-of-range", [])) == {"out-of-range"}
	keys(image("a:b:c", "invalid", [])) == {"invalid"}
	keys(image("1000", "number", ["digits-only-name"])) == {"digits-only-name"}
	keys(image("-0", "number", ["sign"])) == {"sign"}
}

test_near_miss_plain_number if keys(image("10001", "number", [])) == set()

test_near_miss_leading_zeros_mean_the_same_everywhere if {
	keys(image("0100", "number", ["leading-zeros"])) == set()
}
