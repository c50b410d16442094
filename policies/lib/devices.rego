package varve.lib.devices

# How much of the host a device gives away, by its path under /dev.
weight(path) := "critical" if {
	matches(path, data.varve.params.devices_host_control)
} else := "high" if {
	matches(path, data.varve.params.devices_dangerous)
} else := "low" if {
	matches(path, data.varve.params.devices_peripheral)
} else := "medium"

# One glob for the whole list: OPA's Wasm keeps a hundred patterns and, asked for more in one
# evaluation, may free the one that it is using.
matches(path, patterns) if glob.match(alternatives(patterns), ["/"], path)

matches(path, patterns) if {
	some pattern in patterns
	compound(pattern)
	glob.match(pattern, ["/"], path)
}

alternatives(patterns) := concat("", ["{", concat(",", [p | some p in patterns; not compound(p)]), "}"])

# Alternatives do not nest.
compound(pattern) if contains(pattern, "{")

compound(pattern) if contains(pattern, ",")

# What weights are called in messages.
meaning := {
	"critical": "a disk or the memory of the host, which holds everything the host has",
	"high": "a way to drive or watch the host",
	"medium": "a device that is in no list of harmless ones",
	"low": "a peripheral",
}

# A rule of the device cgroup ("c 189:* rwm"): which devices it opens. A rule that only lets device
# files be made opens none.
rule_weight(rule) := "critical" if {
	[kind, numbers, access] := rule_parts(rule)
	opens(access)
	wide(kind, numbers)
} else := "critical" if {
	[kind, _, access] := rule_parts(rule)
	kind == "b"
	opens(access)
} else := "low" if {
	[_, _, access] := rule_parts(rule)
	opens(access)
}

rule_meaning := {
	"critical": "all devices of a kind or disks of the host",
	"low": "devices of one driver",
}

# Memory devices are character devices with major number 1.
wide("a", _)

wide("c", numbers) if regex.match(`^(\*:|1:[*12]$)`, numbers)

opens(access) if regex.match(`[rw]`, access)

rule_parts(rule) := ["a", "*:*", "rwm"] if regex.match(`^\s*a\s*$`, rule)

rule_parts(rule) := [kind, numbers, access] if {
	[[_, kind, numbers, access]] := regex.find_all_string_submatch_n(`^\s*([abc])\s+(\S+)\s+([rwm]+)\s*$`, rule, 1)
}
