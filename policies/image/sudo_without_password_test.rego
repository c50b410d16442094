package varve.image.sudo_without_password_test

import data.varve.image.sudo_without_password as rule

test_fires_everything_without_a_password if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}], "groups": [{"name": "sudo", "gid": 27, "members": []}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": "/usr/bin/sudo", "unread": [], "rules": [{"file": "/etc/sudoers.d/app", "line": 1, "tool": "sudo", "who": "app", "root": false, "runas": "ALL", "nopasswd": true, "all": true, "commands": ["ALL"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_group_with_a_member if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}], "groups": [{"name": "sudo", "gid": 27, "members": ["app"]}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": "/usr/bin/sudo", "unread": [], "rules": [{"file": "/etc/sudoers.d/app", "line": 1, "tool": "sudo", "who": "%sudo", "root": false, "runas": "ALL", "nopasswd": true, "all": true, "commands": ["ALL"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_everybody if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}], "groups": [{"name": "sudo", "gid": 27, "members": []}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": "/usr/bin/sudo", "unread": [], "rules": [{"file": "/etc/sudoers.d/app", "line": 1, "tool": "sudo", "who": "ALL", "root": false, "runas": "ALL", "nopasswd": true, "all": true, "commands": ["ALL"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_by_number if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}], "groups": [{"name": "sudo", "gid": 27, "members": []}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": "/usr/bin/sudo", "unread": [], "rules": [{"file": "/etc/sudoers.d/app", "line": 1, "tool": "sudo", "who": "#1000", "root": false, "runas": "ALL", "nopasswd": true, "all": true, "commands": ["ALL"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_primary_group if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}], "groups": [{"name": "wheel", "gid": 1000, "members": []}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": "/usr/bin/sudo", "unread": [], "rules": [{"file": "/etc/sudoers.d/app", "line": 1, "tool": "doas", "who": "%wheel", "root": false, "runas": "root", "nopasswd": true, "all": true, "commands": ["ALL"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_one_command if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}], "groups": [{"name": "sudo", "gid": 27, "members": []}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": "/usr/bin/sudo", "unread": [], "rules": [{"file": "/etc/sudoers.d/app", "line": 1, "tool": "sudo", "who": "app", "root": false, "runas": "ALL", "nopasswd": true, "all": false, "commands": ["/usr/bin/systemctl restart app"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_fires_as_another_ordinary_user if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}], "groups": [{"name": "sudo", "gid": 27, "members": []}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": "/usr/bin/sudo", "unread": [], "rules": [{"file": "/etc/sudoers.d/app", "line": 1, "tool": "sudo", "who": "app", "root": false, "runas": "postgres", "nopasswd": true, "all": true, "commands": ["ALL"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_fires_without_sudo_in_the_image if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}], "groups": [{"name": "sudo", "gid": 27, "members": []}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": null, "unread": [], "rules": [{"file": "/etc/sudoers.d/app", "line": 1, "tool": "sudo", "who": "app", "root": false, "runas": "ALL", "nopasswd": true, "all": true, "commands": ["ALL"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "info"
	object.get(r, "why", "") != ""
}

test_fires_with_a_password_that_the_account_has if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "empty"}], "groups": [{"name": "sudo", "gid": 27, "members": []}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": "/usr/bin/sudo", "unread": [], "rules": [{"file": "/etc/sudoers.d/app", "line": 1, "tool": "sudo", "who": "app", "root": false, "runas": "ALL", "nopasswd": false, "all": true, "commands": ["ALL"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_fires_a_hash_that_is_tried_quickly if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "hash:md5"}], "groups": [{"name": "sudo", "gid": 27, "members": []}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": "/usr/bin/sudo", "unread": [], "rules": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_hash_that_is_tried_slowly if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "hash:yescrypt"}], "groups": [{"name": "sudo", "gid": 27, "members": []}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": "/usr/bin/sudo", "unread": [], "rules": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "medium"
	object.get(r, "why", "") != ""
}

test_undetermined_a_file_that_could_not_be_read if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}], "groups": [{"name": "sudo", "gid": 27, "members": []}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": "/usr/bin/sudo", "unread": ["/etc/sudoers.d/big"], "rules": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) > 0
	every r in results {
		r.status == "undetermined"
	}
}

test_near_miss_root_itself if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}], "groups": [{"name": "sudo", "gid": 27, "members": []}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": "/usr/bin/sudo", "unread": [], "rules": [{"file": "/etc/sudoers.d/app", "line": 1, "tool": "sudo", "who": "root", "root": true, "runas": "ALL", "nopasswd": true, "all": true, "commands": ["ALL"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_what_debian_ships_a_group_without_members_with_a_password if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}], "groups": [{"name": "sudo", "gid": 27, "members": []}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": "/usr/bin/sudo", "unread": [], "rules": [{"file": "/etc/sudoers.d/app", "line": 1, "tool": "sudo", "who": "%sudo", "root": false, "runas": "ALL", "nopasswd": false, "all": true, "commands": ["ALL"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_a_group_without_members_without_a_password if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}], "groups": [{"name": "sudo", "gid": 27, "members": []}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": "/usr/bin/sudo", "unread": [], "rules": [{"file": "/etc/sudoers.d/app", "line": 1, "tool": "sudo", "who": "%sudo", "root": false, "runas": "ALL", "nopasswd": true, "all": true, "commands": ["ALL"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_an_account_that_is_not_there if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}], "groups": [{"name": "sudo", "gid": 27, "members": []}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": "/usr/bin/sudo", "unread": [], "rules": [{"file": "/etc/sudoers.d/app", "line": 1, "tool": "sudo", "who": "jenkins", "root": false, "runas": "ALL", "nopasswd": true, "all": true, "commands": ["ALL"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_with_a_password_that_the_account_has_not if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}], "groups": [{"name": "sudo", "gid": 27, "members": []}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": "/usr/bin/sudo", "unread": [], "rules": [{"file": "/etc/sudoers.d/app", "line": 1, "tool": "sudo", "who": "app", "root": false, "runas": "ALL", "nopasswd": false, "all": true, "commands": ["ALL"]}]}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}

test_near_miss_locked_accounts if {
	document := {"users": [{"name": "root", "uid": 0, "gid": 0, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}, {"name": "app", "uid": 1000, "gid": 1000, "home": "/", "shell": "/bin/sh", "shell_exists": true, "password": "locked"}], "groups": [{"name": "sudo", "gid": 27, "members": []}], "login_programs": ["/usr/bin/su", "/usr/bin/sudo"], "sudoers": {"program": "/usr/bin/sudo", "unread": [], "rules": []}}
	results := rule.deny with input as document with data.varve.as_of as "2026-06-01"
	count(results) == 0
}
