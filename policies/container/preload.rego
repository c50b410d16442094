# METADATA
# title: Run spec has a loader or interpreter load something first
# description: |
#   LD_PRELOAD, BASH_ENV, NODE_OPTIONS and the like put code in front of every program. Code that no
#   package owns is nobody's but the author's of this setting; code that the process can write stays
#   for an intruder.
# related_resources:
#   - https://man7.org/linux/man-pages/man8/ld.so.8.html
# schemas:
#   - input: schema.container
# custom:
#   id: ENT-08
#   severity: medium
#   scope: container
#   needs: ["effective.preload"]
#   remediation: |
#     Remove the variable, or install the library from a package and let root own it.
#   standards: {nist_800_190: ["4.1.3"]}
package varve.container.preload

import data.varve.lib.chosen
import data.varve.lib.start
import data.varve.lib.text

deny contains r if {
	some item in items
	item.covered_by == null
	who := writers(item)
	count(who) > 0
	r := object.union(result(item, $"which {text.list(who)} may change, and the container runs as uid {input.effective.uid}"), {
		"severity": "high",
		"why": "the process can write what is loaded into every program",
	})
}

deny contains r if {
	some item in items
	item.covered_by == null
	count(writers(item)) == 0
	item.ownership in {"unowned", "modified"}
	item.path != null
	not searched(item)
	r := result(item, $"which {owner[item.ownership]}")
}

deny contains r if {
	some item in items
	item.covered_by == null
	count(writers(item)) == 0
	item.ownership == "owned"
	regex.match(data.varve.params.preload_usual, item.path)
	r := object.union(result(item, "which a package brings"), {
		"severity": "info",
		"why": "an allocator or a name service wrapper of the distribution",
	})
}

deny contains r if {
	some item in items
	why := unknown(item)
	r := object.union(result(item, why), {"status": "undetermined"})
}

# What the image by itself loads is told about the image, unless the run spec sets another user.
items := [item |
	some item in input.effective.preload
	concerns(item)
]

concerns(item) if item.origin == "run"

concerns(_) if chosen.other_user(input.run)

writers(item) := ({one | some one in item.writable_by} | {split(one, " ")[0] | some one in item.dir_writable_by}) & start.identities(input.effective) if {
	input.effective.uid != null
	input.effective.uid != 0
	not input.run.rootfs_ro
} else := set()

# Directories that are searched by the way hold code only if somebody puts it there.
searched(item) if item.name in data.varve.params.preload_search_variables

owner := {
	"unowned": "no package owns",
	"modified": "is not what its package ships",
}

unknown(item) := $"which is the mount at {item.covered_by}'s" if {
	item.covered_by != null
} else := "whose owner cannot be told, since the package database cannot be read" if {
	item.ownership == "unknown"
	item.path != null
	count(writers(item)) == 0
	not searched(item)
}

result(item, what) := {
	"msg": $"{item.name} loads {item.asked}, {what}",
	"field": "env",
	"key": $"{item.name} {item.asked}",
	"evidence": {"variable": item.name, "asked": item.asked, "path": item.path, "ownership": item.ownership},
}
