package varve.container.outside_profile_test

import data.varve.container.outside_profile as rule

test_fires_a_program_of_the_host_that_nobody_knows if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "hooks": [{"event": "createRuntime", "way": "host-exec", "argv": ["/opt/acme/prepare"], "address": "", "user": null, "privileged": false, "env": []}], "mounts": [], "rootfs_path": null, "rootfs_ro": false}, "effective": {"root": false}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_program_in_a_directory_the_container_writes if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "hooks": [{"event": "createRuntime", "way": "host-exec", "argv": ["/srv/hooks/run.sh"], "address": "", "user": null, "privileged": false, "env": []}], "mounts": [{"kind": "host", "source_raw": "/srv/hooks", "source": "/srv/hooks", "source_known": true, "classes": [], "disguise": null, "target": "/hooks", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}], "rootfs_path": null, "rootfs_ro": false}, "effective": {"root": false}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "critical"
	object.get(r, "why", "") != ""
}

test_fires_a_known_program_with_a_word_the_container_writes if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "hooks": [{"event": "createRuntime", "way": "host-exec", "argv": ["/usr/bin/nvidia-ctk", "/srv/app/setup"], "address": "", "user": null, "privileged": false, "env": []}], "mounts": [{"kind": "host", "source_raw": "/srv", "source": "/srv", "source_known": true, "classes": [], "disguise": null, "target": "/srv", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}], "rootfs_path": null, "rootfs_ro": false}, "effective": {"root": false}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "critical"
	object.get(r, "why", "") != ""
}

test_fires_a_program_of_the_bundle if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "hooks": [{"event": "createRuntime", "way": "host-exec", "argv": ["/run/b/rootfs/bin/x"], "address": "", "user": null, "privileged": false, "env": []}], "mounts": [], "rootfs_path": "/run/b/rootfs", "rootfs_ro": false}, "effective": {"root": false}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "") == "critical"
	object.get(r, "why", "") != ""
}

test_fires_a_privileged_hook_of_a_service if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "hooks": [{"event": "post-start", "way": "exec", "argv": ["sh", "-c", "sysctl -w x=1"], "address": "", "user": "1000", "privileged": true, "env": []}], "mounts": [], "rootfs_path": null, "rootfs_ro": false}, "effective": {"root": false}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_fires_a_hook_of_a_service_as_root if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "hooks": [{"event": "post-start", "way": "exec", "argv": ["chown", "-R", "app", "/data"], "address": "", "user": "root", "privileged": false, "env": []}], "mounts": [], "rootfs_path": null, "rootfs_ro": false}, "effective": {"root": false}}
	results := rule.deny with input as document
	some r in results
	object.get(r, "status", "fail") == "fail"
	object.get(r, "severity", "high") == "high"
}

test_near_miss_a_known_hook if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "hooks": [{"event": "createRuntime", "way": "host-exec", "argv": ["/usr/bin/nvidia-container-runtime-hook", "prestart"], "address": "", "user": null, "privileged": false, "env": []}], "mounts": [], "rootfs_path": null, "rootfs_ro": false}, "effective": {"root": false}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_mount_that_is_only_read if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "hooks": [{"event": "createRuntime", "way": "host-exec", "argv": ["/usr/libexec/oci/hooks.d/log"], "address": "", "user": null, "privileged": false, "env": []}], "mounts": [{"kind": "host", "source_raw": "/usr/libexec/oci", "source": "/usr/libexec/oci", "source_known": true, "classes": [], "disguise": null, "target": "/o", "ro": true, "propagation": "rprivate", "subpath": "", "shared_with": []}], "rootfs_path": null, "rootfs_ro": false}, "effective": {"root": false}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_directory_of_a_similar_name if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "hooks": [{"event": "createRuntime", "way": "host-exec", "argv": ["/usr/libexec/oci/x"], "address": "", "user": null, "privileged": false, "env": []}], "mounts": [{"kind": "host", "source_raw": "/usr/libexec/ocid", "source": "/usr/libexec/ocid", "source_known": true, "classes": [], "disguise": null, "target": "/o", "ro": false, "propagation": "rprivate", "subpath": "", "shared_with": []}], "rootfs_path": null, "rootfs_ro": false}, "effective": {"root": false}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_a_hook_as_the_services_user if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "hooks": [{"event": "post-start", "way": "exec", "argv": ["true"], "address": "", "user": null, "privileged": false, "env": []}], "mounts": [], "rootfs_path": null, "rootfs_ro": false}, "effective": {"root": false}}
	count(rule.deny) == 0 with input as document
}

test_near_miss_root_in_a_service_that_is_root if {
	document := {"run": {"unit": {"kind": "compose", "ns": "shop", "name": "api", "container": "api", "role": "main"}, "privileged": false, "ns": {"pid": "private", "net": "private", "ipc": "private", "uts": "private", "user": "host", "cgroup": "private", "mnt": "private"}, "caps": {"add": [], "drop": []}, "hooks": [{"event": "post-start", "way": "exec", "argv": ["true"], "address": "", "user": "root", "privileged": false, "env": []}], "mounts": [], "rootfs_path": null, "rootfs_ro": false}, "effective": {"root": true}}
	count(rule.deny) == 0 with input as document
}
