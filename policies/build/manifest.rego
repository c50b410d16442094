package varve.build.manifest

# Reads what "opa inspect -a" says about the pack and makes the list of rules that the engine selects
# and reports by. Run by scripts/build-policies; not part of the pack.

scopes := {"image", "file", "container", "diff", "fleet"}

severities := {"critical", "high", "medium", "low", "info"}

keys := {"id", "severity", "scope", "selector", "remediation", "standards", "faces", "folds_under", "profiles", "reads", "needs"}

# Sets of rules for a purpose; rules that do not say are put into those that fit them. All are in audit.
profiles := {"gate", "nightly", "audit", "pss-baseline", "pss-restricted", "cis-docker-1.6", "dev"}

# What a rule is about and a sandbox takes the edge off: the host's root (a user namespace), the kernel
# (a virtual machine or a kernel of its own).
faces := {"host", "kernel"}

packages := {slug_path(annotated.path): annotated | some annotated in input.annotations}

slug_path(path) := [part.value | some i, part in path; i > 0]

annotated_rules[path] := annotated.annotations if {
	some path, annotated in packages
	count(path) == 3
	path[0] == "varve"
	path[1] in scopes
	annotated.annotations.scope == "package"
}

rules := [rule |
	some path, annotations in annotated_rules
	custom := annotations.custom
	rule := object.union(
		{
			"package": concat(".", path),
			"slug": path[2],
			"title": annotations.title,
			"description": one_line(annotations.description),
			"related": [resource.ref | some resource in annotations.related_resources],
			"id": custom.id,
			"severity": custom.severity,
			"scope": custom.scope,
			"remediation": one_line(custom.remediation),
			"standards": custom.standards,
			"folds_under": object.get(custom, "folds_under", []),
			"profiles": sort(belongs_to(custom)),
		},
		object.union(
			{"selectors": selector | selector := selectors(custom)},
			{key: custom[key] | some key in ["faces", "needs"]},
		),
	)
]

belongs_to(custom) := {"audit"} | {profile | some profile in custom.profiles} if custom.profiles

belongs_to(custom) := {profile |
	some profile in profiles
	fits(custom, profile)
} if {
	not custom.profiles
}

# How bad findings must be is for the thresholds of these to say (params profiles), since a result may be
# worse than its rule.
fits(_, profile) if profile in {"audit", "dev", "gate", "nightly"}

fits(custom, "pss-baseline") if "baseline" in custom.standards.pod_security

# The restricted standard holds the baseline.
fits(custom, "pss-restricted") if {
	some level in custom.standards.pod_security
	level in {"baseline", "restricted"}
}

fits(custom, "cis-docker-1.6") if custom.standards.cis_docker

one_line(text) := trim_space(replace(text, "\n", " "))

selectors(custom) := custom.selector if is_array(custom.selector)

selectors(custom) := [custom.selector] if is_object(custom.selector)

errors contains $"{file}: no METADATA with custom.id" if {
	some namespace, files in input.namespaces
	regex.match(`^data\.varve\.(image|file|container|diff|fleet)\.[a-z0-9_]+$`, namespace)
	not endswith(namespace, "_test")
	some file in files
	not split(trim_prefix(namespace, "data."), ".") in {path | some path, annotations in annotated_rules; annotations.custom.id}
}

errors contains $"{where(path)}: custom.{key} is missing" if {
	some path, annotations in annotated_rules
	some key in {"id", "severity", "scope", "remediation", "standards"}
	not annotations.custom[key]
}

errors contains $"{where(path)}: {key} is missing" if {
	some path, annotations in annotated_rules
	some key in {"title", "description", "related_resources"}
	not annotations[key]
}

errors contains $"{where(path)}: custom.{key} is not known" if {
	some path, annotations in annotated_rules
	some key, _ in annotations.custom
	not key in keys
}

errors contains $"{where(path)}: severity {annotations.custom.severity} is not known" if {
	some path, annotations in annotated_rules
	not annotations.custom.severity in severities
}

errors contains $"{where(path)}: custom.faces is {annotations.custom.faces}, not host or kernel" if {
	some path, annotations in annotated_rules
	annotations.custom.faces
	not annotations.custom.faces in faces
}

errors contains $"{where(path)}: profile {profile} is not known" if {
	some path, annotations in annotated_rules
	some profile in annotations.custom.profiles
	not profile in profiles
}

errors contains $"{where(path)}: folds under {id}, which is no other rule's" if {
	some path, annotations in annotated_rules
	some id in annotations.custom.folds_under
	not id in {rule.id | some rule in rules; rule.id != annotations.custom.id}
}

errors contains $"{where(path)}: custom.scope is {annotations.custom.scope}, the package's is {path[1]}" if {
	some path, annotations in annotated_rules
	annotations.custom.scope != path[1]
}

errors contains $"{where(path)}: a file rule needs custom.selector" if {
	some path, annotations in annotated_rules
	path[1] == "file"
	not annotations.custom.selector
}

errors contains $"{where(path)}: {annotations.custom.id} is also {where(other)}" if {
	some path, annotations in annotated_rules
	some other, others in annotated_rules
	path != other
	path[1] == other[1]
	annotations.custom.id == others.custom.id
}

errors contains $"{where(path)}: no {path[2]}_test.rego with a test that fires and a near miss beside it" if {
	some path, _ in annotated_rules
	not $"data.{concat(".", path)}_test" in object.keys(input.namespaces)
}

where(path) := concat("/", array.slice(path, 1, 3))

# What a document must hold for the rule to be asked; that a rule is silent without is for tests to show.
errors contains $"{where(path)}: the need {need} is no path in a document" if {
	some path, annotations in annotated_rules
	some need in annotations.custom.needs
	not regex.match(`^[a-z0-9_]+(\[\])?(\.[a-z0-9_]+(\[\])?)*(=.*)?$`, need)
}

# What a rule reads beside its document and the parameters; a test compares with what its text says.
errors contains $"{where(path)}: custom.reads is {annotations.custom.reads}, not [as_of]" if {
	some path, annotations in annotated_rules
	annotations.custom.reads
	annotations.custom.reads != ["as_of"]
}

date_readers := sort([concat(".", path) |
	some path, annotations in annotated_rules
	"as_of" in annotations.custom.reads
])

manifest := {"opa": data.opa_version, "date_readers": date_readers, "rules": [rule |
	some key in sort([[rule.id, rule.scope] | some rule in rules])
	some rule in rules
	[rule.id, rule.scope] == key
]}
