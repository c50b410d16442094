package varve.diff.new_privileged_file_test

import data.varve.diff.new_privileged_file as rule

# Two versions of an image that do not differ.

plain := {"schema": "varve.facts/1", "scope": "diff", "subject": {"kind": "pair", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1 → reg.example.com/shop/api:2"}, "complete": true, "gaps": [], "a": {"kind": "image", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "b": {"kind": "image", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:2", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "paired_by": "tag", "layers": {"shared": 1, "only_a": 1, "only_b": 1, "lowest": {"a": {"diff_id": "sha256:aa", "bytes": 83886080, "base": null}, "b": {"diff_id": "sha256:aa", "bytes": 83886080, "base": null}}}, "files": [], "packages": [], "config": [], "ports": {"added": [], "removed": []}, "accounts": [], "start": {"argv_a": ["/app/run"], "argv_b": ["/app/run"], "status_a": "ok", "status_b": "ok", "changed": []}, "user": {"a": {"spec": "1000", "uid": 1000, "gid": 1000, "how": "number", "root": false}, "b": {"spec": "1000", "uid": 1000, "gid": 1000, "how": "number", "root": false}}, "run": [], "sizes": {"a": 104857600, "b": 104857600, "hidden_a": 0, "hidden_b": 0}, "findings": {"new": [], "fixed": [], "same": []}}

test_fires_a_new_setuid_file if {
	document := object.union(plain, {"files": [{"path": "/usr/bin/helper", "change": "added", "from": null, "a": null, "b": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "4755", "special": ["setuid"], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "package_a": null, "package_b": null}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "high") | some r in results}
	{r.key | some r in results} == {"setuid"}
}

test_fires_a_file_that_became_setuid if {
	document := object.union(plain, {"files": [{"path": "/usr/bin/helper", "change": "mode", "from": null, "a": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "b": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "4755", "special": ["setuid"], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "package_a": null, "package_b": null}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "high") | some r in results}
	{r.key | some r in results} == {"setuid"}
}

test_fires_a_file_that_gained_a_capability if {
	document := object.union(plain, {"files": [{"path": "/usr/bin/tool", "change": "xattr", "from": null, "a": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "b": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": {"permitted": ["cap_setuid"], "inheritable": [], "effective": true, "rootid": null}, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "package_a": null, "package_b": null}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "high") | some r in results}
	{r.key | some r in results} == {"cap_setuid"}
}

test_fires_a_program_that_everybody_may_now_write if {
	document := object.union(plain, {"files": [{"path": "/usr/local/bin/x", "change": "mode", "from": null, "a": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "b": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0777", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "package_a": null, "package_b": null}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "high") | some r in results}
	{r.key | some r in results} == {"world-writable"}
}

test_fires_a_setuid_file_of_a_new_package if {
	document := object.union(plain, {"packages": [{"manager": "dpkg", "name": "sudo", "from": null, "to": "1.9", "direction": "added"}], "files": [{"path": "/usr/bin/sudo", "change": "added", "from": null, "a": null, "b": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "4755", "special": ["setuid"], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "owned"}, "package_a": null, "package_b": "sudo 1.9"}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"medium" in {object.get(r, "severity", "high") | some r in results}
	every r in results {
		r.why != ""
	}
	{r.key | some r in results} == {"setuid"}
}

test_near_miss_it_moved_with_its_bits if {
	document := object.union(plain, {"files": [{"path": "/usr/bin/su", "change": "moved", "from": "/bin/su", "a": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "4755", "special": ["setuid"], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "b": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "4755", "special": ["setuid"], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "package_a": null, "package_b": null}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_it_had_the_bit_before if {
	document := object.union(plain, {"files": [{"path": "/usr/bin/su", "change": "content", "from": null, "a": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "4755", "special": ["setuid"], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "b": {"type": "file", "digest": "sha256:d2", "bytes": 10, "mode": "4755", "special": ["setuid"], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "package_a": null, "package_b": null}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_data_that_everybody_may_write if {
	document := object.union(plain, {"files": [{"path": "/srv/data", "change": "mode", "from": null, "a": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0644", "special": [], "executable": false, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "b": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0666", "special": [], "executable": false, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "package_a": null, "package_b": null}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_sticky_directory if {
	document := object.union(plain, {"files": [{"path": "/usr/lib/spool", "change": "added", "from": null, "a": null, "b": {"type": "dir", "digest": null, "bytes": 10, "mode": "1777", "special": ["sticky"], "executable": false, "uid": 0, "gid": 0, "caps": null, "kind": "", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "package_a": null, "package_b": null}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_setgid_directory if {
	document := object.union(plain, {"files": [{"path": "/usr/lib/mail", "change": "added", "from": null, "a": null, "b": {"type": "dir", "digest": null, "bytes": 10, "mode": "2775", "special": ["setgid"], "executable": false, "uid": 0, "gid": 0, "caps": null, "kind": "", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "package_a": null, "package_b": null}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_the_file_is_gone if {
	document := object.union(plain, {"files": [{"path": "/usr/bin/su", "change": "removed", "from": null, "a": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "4755", "special": ["setuid"], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "b": null, "package_a": null, "package_b": null}]})
	count(rule.deny) == 0 with input as document
}
