package varve.image.empty_password_test

import data.varve.image.empty_password as rule

user(name, uid, password) := {"name": name, "uid": uid, "shell": "/bin/sh", "password": password}

keys(users) := {r.key | some r in results} if results := rule.deny with input as {"users": users}

test_fires_on_an_empty_password if {
	keys([user("root", 0, "locked"), user("app", 1000, "empty")]) == {"empty:app"}
}

test_fires_on_a_second_root if {
	keys([user("root", 0, "locked"), user("toor", 0, "hash:sha512")]) == {"uid0:toor"}
}

test_near_miss_locked_hashed_and_missing if {
	keys([
		user("root", 0, "locked"),
		user("a", 1, "hash:yescrypt"),
		user("b", 2, "shadowed-missing"),
	]) == set()
}
