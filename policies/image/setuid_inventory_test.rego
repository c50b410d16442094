package varve.image.setuid_inventory_test

import data.varve.image.setuid_inventory as rule

file(path, ownership) := {"path": path, "state": "live", "layer": 0, "bytes": 10, "ownership": ownership}

class(files) := {"live": count(files), "hidden": 0, "sample": files}

image(setuid, setgid) := {"classes": {"setuid": class(setuid), "setgid": class(setgid)}}

distribution := image(
	[file("/usr/bin/mount", "owned"), file("/usr/bin/su", "owned")],
	[file("/usr/bin/chage", "owned"), file("/usr/bin/su", "owned")],
)

test_one_line_for_all_of_a_distribution if {
	results := rule.deny with input as distribution
	count(results) == 1
	some r in results
	r.key == "usual"
	r.msg == "the image has 3 usual setuid or setgid files that packages brought: chage, mount, su"
	r.evidence.paths == ["/usr/bin/chage", "/usr/bin/mount", "/usr/bin/su"]
	r.evidence.all
}

test_owners_that_cannot_be_told_are_another_line if {
	results := rule.deny with input as image([file("/bin/su", "unknown"), file("/bin/mount", "owned")], [])
	{r.key | some r in results} == {"usual", "usual-unknown-owner"}
}

test_near_miss_files_that_are_findings_of_their_own if {
	files := [
		file("/usr/bin/su", "unowned"),
		file("/usr/bin/mount", "modified"),
		file("/usr/bin/helper", "owned"),
		file("/usr/bin/bash", "owned"),
		object.union(file("/usr/bin/chsh", "owned"), {"state": "hidden"}),
	]
	count(rule.deny) == 0 with input as image(files, [])
}

test_near_miss_no_such_files if {
	count(rule.deny) == 0 with input as image([], [])
}

test_says_when_not_all_are_shown if {
	cut := {"classes": {
		"setuid": {"live": 90, "hidden": 0, "sample": [file("/usr/bin/su", "owned")]},
		"setgid": class([]),
	}}
	some r in rule.deny with input as cut
	r.msg == "the image has at least 1 usual setuid or setgid file that packages brought: su"
	not r.evidence.all
}
