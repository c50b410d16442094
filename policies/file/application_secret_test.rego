package varve.file.application_secret_test

import data.varve.file.application_secret as rule

test_fires_a_password_in_an_environment_file if {
	document := {"path": "/app/.env", "name": ".env", "type": "file", "layer": 0, "diff_id": "sha256:aa", "created_by": "COPY . /app", "state": "live", "covered_by": null, "digest": "sha256:01", "bytes": 100, "mode": "0644", "special": [], "executable": false, "uid": 0, "gid": 0, "user": "root", "group": "root", "caps": null, "xattrs": [], "links": 1, "package": null, "ownership": "unowned", "base": null, "kind": "", "matches": [{"detector": "config-secret", "line": 3, "shape": "DB_PASSWORD=[14]", "redacted": "DB_PASSWORD=****", "sha12": "5b0c19aa02fe"}], "image": {"key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:4.2"}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_state_of_terraform if {
	document := {"path": "/app/terraform.tfstate", "name": ".env", "type": "file", "layer": 0, "diff_id": "sha256:aa", "created_by": "COPY . /app", "state": "live", "covered_by": null, "digest": "sha256:01", "bytes": 100, "mode": "0644", "special": [], "executable": false, "uid": 0, "gid": 0, "user": "root", "group": "root", "caps": null, "xattrs": [], "links": 1, "package": null, "ownership": "unowned", "base": null, "kind": "", "matches": [{"detector": "config-secret", "line": 3, "shape": "password=[20]", "redacted": "****", "sha12": "5b0c19aa02fe"}], "image": {"key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:4.2"}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "medium") == "medium"
}

test_fires_a_weak_default if {
	document := {"path": "/app/.env", "name": ".env", "type": "file", "layer": 0, "diff_id": "sha256:aa", "created_by": "COPY . /app", "state": "live", "covered_by": null, "digest": "sha256:01", "bytes": 100, "mode": "0644", "special": [], "executable": false, "uid": 0, "gid": 0, "user": "root", "group": "root", "caps": null, "xattrs": [], "links": 1, "package": null, "ownership": "unowned", "base": null, "kind": "", "matches": [{"detector": "config-default", "line": 3, "shape": "DB_PASSWORD=[8]", "redacted": "DB_PASSWORD=****", "sha12": "5b0c19aa02fe"}], "image": {"key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:4.2"}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_fires_settings_of_a_package if {
	document := {"path": "/etc/app/config.yml", "name": ".env", "type": "file", "layer": 0, "diff_id": "sha256:aa", "created_by": "COPY . /app", "state": "live", "covered_by": null, "digest": "sha256:01", "bytes": 100, "mode": "0644", "special": [], "executable": false, "uid": 0, "gid": 0, "user": "root", "group": "root", "caps": null, "xattrs": [], "links": 1, "package": null, "ownership": "owned", "base": null, "kind": "", "matches": [{"detector": "config-secret", "line": 3, "shape": "[40]", "redacted": "****", "sha12": "5b0c19aa02fe"}], "image": {"key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:4.2"}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_fires_settings_of_somebody_s_module if {
	document := {"path": "/app/node_modules/x/.env", "name": ".env", "type": "file", "layer": 0, "diff_id": "sha256:aa", "created_by": "COPY . /app", "state": "live", "covered_by": null, "digest": "sha256:01", "bytes": 100, "mode": "0644", "special": [], "executable": false, "uid": 0, "gid": 0, "user": "root", "group": "root", "caps": null, "xattrs": [], "links": 1, "package": null, "ownership": "unowned", "base": null, "kind": "", "matches": [{"detector": "config-secret", "line": 3, "shape": "[40]", "redacted": "****", "sha12": "5b0c19aa02fe"}], "image": {"key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:4.2"}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_near_miss_a_token_which_is_told_elsewhere if {
	document := {"path": "/app/.env", "name": ".env", "type": "file", "layer": 0, "diff_id": "sha256:aa", "created_by": "COPY . /app", "state": "live", "covered_by": null, "digest": "sha256:01", "bytes": 100, "mode": "0644", "special": [], "executable": false, "uid": 0, "gid": 0, "user": "root", "group": "root", "caps": null, "xattrs": [], "links": 1, "package": null, "ownership": "unowned", "base": null, "kind": "", "matches": [{"detector": "npm-auth-token", "line": 3, "shape": "[40]", "redacted": "****", "sha12": "5b0c19aa02fe"}], "image": {"key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:4.2"}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_nothing if {
	document := {"path": "/app/.env", "name": ".env", "type": "file", "layer": 0, "diff_id": "sha256:aa", "created_by": "COPY . /app", "state": "live", "covered_by": null, "digest": "sha256:01", "bytes": 100, "mode": "0644", "special": [], "executable": false, "uid": 0, "gid": 0, "user": "root", "group": "root", "caps": null, "xattrs": [], "links": 1, "package": null, "ownership": "unowned", "base": null, "kind": "", "matches": [], "image": {"key": "reg.example.com/shop/api linux/amd64", "name": "reg.example.com/shop/api:4.2"}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}
