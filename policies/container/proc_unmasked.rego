# METADATA
# title: Kernel files under /proc not masked
# description: |
#   Engines hide the files under /proc and /sys that tell about the host's memory, keys and hardware,
#   and make the settings there read-only. Without that root in the container changes settings of the
#   host's kernel.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# schemas:
#   - input: schema.container
# custom:
#   id: PRV-07
#   severity: high
#   scope: container
#   needs: ["run.masked_paths=none", "run.masked_paths=custom"]
#   faces: kernel
#   folds_under: [PRV-01]
#   remediation: |
#     Remove systempaths=unconfined (procMount: Unmasked); in an OCI config list maskedPaths and
#     readonlyPaths as engines do.
#   standards: {pod_security: [baseline]}
package varve.container.proc_unmasked

deny contains r if {
	input.run.masked_paths in {"none", "custom"}
	input.run.ns.user != "private"
	r := object.union(
		{
			"msg": texts[input.run.masked_paths],
			"field": "masked_paths",
			"key": "masked_paths",
			"evidence": {"masked_paths": input.run.masked_paths},
		},
		object.get(steps, input.run.masked_paths, {}),
	)
}

texts := {
	"none": "the kernel's files under /proc and /sys are neither masked nor read-only",
	"custom": "the list of masked kernel files is not the engines' own, so some of theirs may be open",
}

steps := {"custom": {"severity": "medium", "why": "some files are masked"}}
