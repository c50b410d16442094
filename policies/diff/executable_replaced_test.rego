package varve.diff.executable_replaced_test

import data.varve.diff.executable_replaced as rule

# Two versions of an image that do not differ.

plain := {"schema": "varve.facts/1", "scope": "diff", "subject": {"kind": "pair", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1 → reg.example.com/shop/api:2"}, "complete": true, "gaps": [], "a": {"kind": "image", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:1", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "b": {"kind": "image", "key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:2", "digest": null, "platform": null, "os": null, "layers": 2, "complete": true}, "paired_by": "tag", "layers": {"shared": 1, "only_a": 1, "only_b": 1, "lowest": {"a": {"diff_id": "sha256:aa", "bytes": 83886080, "base": null}, "b": {"diff_id": "sha256:aa", "bytes": 83886080, "base": null}}}, "files": [], "packages": [], "config": [], "ports": {"added": [], "removed": []}, "accounts": [], "start": {"argv_a": ["/app/run"], "argv_b": ["/app/run"], "status_a": "ok", "status_b": "ok", "changed": []}, "user": {"a": {"spec": "1000", "uid": 1000, "gid": 1000, "how": "number", "root": false}, "b": {"spec": "1000", "uid": 1000, "gid": 1000, "how": "number", "root": false}}, "run": [], "sizes": {"a": 104857600, "b": 104857600, "hidden_a": 0, "hidden_b": 0}, "findings": {"new": [], "fixed": [], "same": []}}

test_fires_replaced_under_the_same_version if {
	document := object.union(plain, {"files": [{"path": "/usr/bin/curl", "change": "content", "from": null, "a": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": true, "ownership": "owned"}, "b": {"type": "file", "digest": "sha256:d2", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": false, "ownership": "modified"}, "package_a": "curl 7.88", "package_b": "curl 7.88"}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "high") | some r in results}
	{r.key | some r in results} == {"curl"}
}

test_fires_a_script_of_a_package if {
	document := object.union(plain, {"files": [{"path": "/usr/bin/ldd", "change": "content", "from": null, "a": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "script", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": true, "ownership": "owned"}, "b": {"type": "file", "digest": "sha256:d2", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "script", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": false, "ownership": "modified"}, "package_a": "libc-bin 2.36", "package_b": "libc-bin 2.36"}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"fail"}
	"high" in {object.get(r, "severity", "high") | some r in results}
	{r.key | some r in results} == {"libc-bin"}
}

test_undetermined_a_database_without_digests if {
	document := object.union(plain, {"files": [{"path": "/usr/bin/curl", "change": "content", "from": null, "a": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "owned"}, "b": {"type": "file", "digest": "sha256:d2", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "owned"}, "package_a": "curl 7.88", "package_b": "curl 7.88"}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"undetermined"}
	{r.key | some r in results} == {"curl"}
}

test_undetermined_owners_not_known if {
	document := object.union(plain, {"complete": false, "gaps": [{"what": "package-database", "why": "rpm: only rpm's sqlite database is read, not Berkeley DB or ndb", "where": "reg.example.com/shop/api:2 /var/lib/rpm/Packages"}], "files": [{"path": "/usr/bin/curl", "change": "content", "from": null, "a": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unknown"}, "b": {"type": "file", "digest": "sha256:d2", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unknown"}, "package_a": null, "package_b": null}]})
	results := rule.deny with input as document
	{object.get(r, "status", "fail") | some r in results} == {"undetermined"}
	{r.key | some r in results} == {"packages"}
}

test_near_miss_another_version if {
	document := object.union(plain, {"files": [{"path": "/usr/bin/curl", "change": "content", "from": null, "a": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": true, "ownership": "owned"}, "b": {"type": "file", "digest": "sha256:d2", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": true, "ownership": "owned"}, "package_a": "curl 7.88", "package_b": "curl 8.1"}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_what_the_package_lists if {
	document := object.union(plain, {"files": [{"path": "/usr/bin/curl", "change": "content", "from": null, "a": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": false, "ownership": "modified"}, "b": {"type": "file", "digest": "sha256:d2", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": true, "ownership": "owned"}, "package_a": "curl 7.88", "package_b": "curl 7.88"}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_nobody_owns_it if {
	document := object.union(plain, {"files": [{"path": "/app/run", "change": "content", "from": null, "a": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "b": {"type": "file", "digest": "sha256:d2", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": null, "ownership": "unowned"}, "package_a": null, "package_b": null}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_compiled_anew if {
	document := object.union(plain, {"files": [{"path": "/usr/lib/python3/os.pyc", "change": "content", "from": null, "a": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": true, "ownership": "owned"}, "b": {"type": "file", "digest": "sha256:d2", "bytes": 10, "mode": "0755", "special": [], "executable": true, "uid": 0, "gid": 0, "caps": null, "kind": "elf", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": false, "ownership": "modified"}, "package_a": "python3 3.11", "package_b": "python3 3.11"}]})
	count(rule.deny) == 0 with input as document
}

test_near_miss_no_executable if {
	document := object.union(plain, {"files": [{"path": "/usr/share/doc/curl/README", "change": "content", "from": null, "a": {"type": "file", "digest": "sha256:d1", "bytes": 10, "mode": "0644", "special": [], "executable": false, "uid": 0, "gid": 0, "caps": null, "kind": "other", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": true, "ownership": "owned"}, "b": {"type": "file", "digest": "sha256:d2", "bytes": 10, "mode": "0644", "special": [], "executable": false, "uid": 0, "gid": 0, "caps": null, "kind": "other", "layer": 1, "created_by": "COPY . /", "link_target": null, "digest_matches": false, "ownership": "modified"}, "package_a": "curl 7.88", "package_b": "curl 7.88"}]})
	count(rule.deny) == 0 with input as document
}
