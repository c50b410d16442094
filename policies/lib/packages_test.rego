package varve.lib.packages_test

import data.varve.lib.packages

test_update if packages.updated({"package_a": "curl 7.88", "package_b": "curl 8.1"})

test_same_version_is_no_update if not packages.updated({"package_a": "curl 7.88", "package_b": "curl 7.88"})

test_another_owner_is_no_update if not packages.updated({"package_a": "curl 7.88", "package_b": "wget 1.2"})

test_no_owner_is_no_update if not packages.updated({"package_a": null, "package_b": "curl 7.88"})

test_same_owner if packages.same({"package_a": "curl 7.88", "package_b": "curl 7.88"})

test_nobodys_file_has_no_same_owner if not packages.same({"package_a": null, "package_b": null})

test_installed if packages.installed({"packages": [{"name": "sudo", "direction": "added"}]}, "sudo 1.9")

test_updated_is_not_installed if not packages.installed({"packages": [{"name": "sudo", "direction": "up"}]}, "sudo 1.9")
