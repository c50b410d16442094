package varve.image.shell_form_start_test

import data.varve.image.shell_form_start as rule

document(words, shell) := formed(words, shell, "shell", "linux")

formed(words, shell, form, os) := {
	"platform": {"os": os, "arch": "amd64", "variant": ""},
	"config": {"shell": shell},
	"start": {"argv": words, "form": form, "status": "ok", "notes": [], "links": [], "drops_to": null, "path_before_hit": []},
}

results(facts) := found if {
	found := rule.deny with input as facts with data.varve.params.init_programs as ["tini", "dumb-init"]
}

sure(facts) := [r | some r in results(facts); object.get(r, "status", "fail") == "fail"]

test_fires_a_program_behind_a_shell if {
	[r] := sure(document(["/bin/sh", "-c", "node server.js"], []))
	r.msg == "a shell starts 'node server.js' and stays the first process"
}

test_fires_another_shell if {
	[r] := sure(document(["/bin/bash", "-o", "pipefail", "-c", "run | tee log"], ["/bin/bash", "-o", "pipefail", "-c"]))
	r.evidence.shell == ["/bin/bash", "-o", "pipefail", "-c"]
}

test_fires_and_says_what_is_thrown_away if {
	[r] := sure(document(["/bin/sh", "-c", "server", "--port", "80"], []))
	r.msg == "a shell starts 'server' and stays the first process; what CMD adds (--port 80) is thrown away"
}

test_fires_a_name_that_only_looks_like_exec if count(sure(document(["/bin/sh", "-c", "execute-jobs"], []))) == 1

test_near_miss_exec if count(results(document(["/bin/sh", "-c", " exec node server.js"], []))) == 0

test_near_miss_an_init if count(results(document(["/bin/sh", "-c", "/usr/bin/tini -- node $FILE"], []))) == 0

test_near_miss_exec_form if count(results(formed(["node", "server.js"], [], "exec", "linux"))) == 0

test_near_miss_windows if {
	words := ["cmd", "/S", "/C", "server.exe"]
	count(results(formed(words, array.slice(words, 0, 3), "shell", "windows"))) == 0
}

test_undetermined_a_variable_names_the_program if {
	some r in results(document(["/bin/sh", "-c", "$START server"], []))
	r.status == "undetermined"
}
