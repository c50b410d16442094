package varve.lib.mounts_test

import data.varve.lib.mounts

mount := {
	"kind": "host", "source": "/run", "source_raw": "/var//run", "target": "/host/run", "ro": true,
	"classes": [
		{"class": "runtime-socket", "relation": "above", "member": "/run/docker.sock"},
		{"class": "runtime-socket", "relation": "above", "member": "/run/crio/crio.sock"},
	],
}

test_one_mount_is_found_once if {
	[found] = mounts.reaching({"mounts": [mount]}, "runtime-socket")
	found.match.member == "/run/docker.sock"
}

test_words_name_the_spelling if {
	mounts.words(mount) == "host /run at /host/run (written /var//run), read-only"
}

test_volumes_are_not_the_hosts if {
	mounts.reaching({"mounts": [object.union(mount, {"kind": "volume"})]}, "runtime-socket") == []
}
