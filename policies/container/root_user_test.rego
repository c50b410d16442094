package varve.container.root_user_test

import data.varve.container.root_user as rule

container(user, root, host_root, drops_to) := {
	"run": {"user": user, "nonroot_required": false},
	"effective": {"root": root, "user": "", "host_root": host_root, "start": {"drops_to": drops_to}},
}

test_fires if {
	some r in rule.deny with input as container(null, true, "yes", null)
	r.msg == "the first process runs as uid 0 (the image sets no USER)"
	not r.severity
}

test_user_namespace_is_medium if {
	some r in rule.deny with input as container("0", true, "no", null)
	r.severity == "medium"
}

test_certain_drop_is_low if {
	some r in rule.deny with input as container(null, true, "yes", {"uid": 999, "certain": true})
	r.severity == "low"
}

test_undetermined_without_image_or_account if {
	some r in rule.deny with input as container("app", null, "yes", null)
	r.status == "undetermined"
	some s in rule.deny with input as {"run": {"user": null}, "effective": null, "image": null}
	s.status == "undetermined"
}

test_near_miss_other_user if {
	count(rule.deny) == 0 with input as container("1000", false, "yes", null)
}

test_near_miss_refused_by_the_engine if {
	doc := object.union(container(null, true, "yes", null), {"run": {"nonroot_required": true}})
	count(rule.deny) == 0 with input as doc
}
