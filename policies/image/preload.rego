# METADATA
# title: Image has a loader or interpreter load something first
# description: |
#   LD_PRELOAD, BASH_ENV, NODE_OPTIONS and the like, or /etc/ld.so.preload, put code in front of every
#   program. Code that no package owns is nobody's but the author's of this setting; code that the process
#   can write stays for an intruder.
# related_resources:
#   - https://man7.org/linux/man-pages/man8/ld.so.8.html
# schemas:
#   - input: schema.image
# custom:
#   id: ENT-08
#   severity: medium
#   scope: image
#   needs: ["preload"]
#   remediation: |
#     Remove the variable or the file, or install the library from a package and let root own it.
#   standards: {nist_800_190: ["4.1.3"]}
package varve.image.preload

import data.varve.lib.start
import data.varve.lib.text

deny contains r if {
	some item in input.preload
	who := writers(item)
	count(who) > 0
	r := object.union(result(item, $"which {text.list(who)} may change, and the image runs as uid {input.user.uid}"), {
		"severity": "high",
		"why": "the process can write what is loaded into every program",
	})
}

deny contains r if {
	some item in input.preload
	count(writers(item)) == 0
	item.path != null
	not searched(item)
	what := owners[item.ownership]
	r := result(item, $"which {what}")
}

deny contains r if {
	some item in input.preload
	count(writers(item)) == 0
	item.ownership == "owned"
	item.path != null
	regex.match(data.varve.params.preload_usual, item.path)
	r := object.union(result(item, "which a package brings"), {
		"severity": "info",
		"why": "an allocator or a name service wrapper of the distribution",
	})
}

deny contains r if {
	some item in input.preload
	count(writers(item)) == 0
	item.ownership == "unknown"
	item.path != null
	not searched(item)
	r := object.union(
		result(item, "whose owner cannot be told, since the package database cannot be read"),
		{"status": "undetermined"},
	)
}

writers(item) := ({one | some one in item.writable_by} | {split(one, " ")[0] | some one in item.dir_writable_by}) & start.identities(input.user) if {
	input.user.uid != null
	input.user.uid != 0
} else := set()

# Directories that are searched by the way hold code only if somebody puts it there.
searched(item) if item.name in data.varve.params.preload_search_variables

owners := {
	"unowned": "no package owns",
	"modified": "is not what its package ships",
}

result(item, what) := {
	"msg": $"{item.name} loads {item.asked}, {what}",
	"key": $"{item.name} {item.asked}",
	"evidence": {"variable": item.name, "asked": item.asked, "path": item.path, "ownership": item.ownership},
}
