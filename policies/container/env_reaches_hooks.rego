# METADATA
# title: Environment of the image reaches programs of the host
# description: |
#   Hooks that set up graphics cards or run in the container's namespaces are programs of the host, and
#   some inherit the image's environment. A loader variable that the image sets then loads the image's
#   code into a process with the host's rights (CVE-2025-23266).
# related_resources:
#   - https://nvd.nist.gov/vuln/detail/CVE-2025-23266
# schemas:
#   - input: schema.container
# custom:
#   id: CMB-11
#   severity: critical
#   scope: container
#   needs: ["effective.host_hooks.env"]
#   faces: host
#   remediation: |
#     Remove the variable from the image, or override it with an empty one in the run spec; update the
#     container toolkit of the host to 1.17.8 or later.
#   standards: {nist_800_190: ["4.4.1"]}
package varve.container.env_reaches_hooks

import data.varve.lib.text
import data.varve.lib.versions

deny contains r if {
	reached
	some variable in input.effective.host_hooks.env
	variable.origin == "image"
	of_image(variable)
	r := object.union(
		{
			"msg": $"the image sets {variable.name}={variable.value}, and {who} sees it",
			"field": "env",
			"key": $"{variable.name} {variable.value}",
			"evidence": {"variable": variable.name, "value": variable.value, "path": variable.path, "hooks": input.effective.host_hooks.oci},
		},
		lowered(variable),
	)
}

reached if count(input.effective.host_hooks.oci) > 0

reached if {
	input.effective.host_hooks.gpu
	not fixed
}

fixed if versions.at_least(input.host.versions.nvidia_toolkit, data.varve.params.nvidia_toolkit_fixed)

of_image(variable) if variable.relative

of_image(variable) if variable.path != null

who := $"hook {text.list(input.effective.host_hooks.oci)}" if count(input.effective.host_hooks.oci) > 0

who := "the hook that sets up the graphics card" if count(input.effective.host_hooks.oci) == 0

lowered(variable) := {} if {
	variable.relative
} else := {"severity": "medium", "why": "a library that a package of the distribution brings"} if {
	variable.ownership == "owned"
	regex.match(data.varve.params.preload_usual, variable.path)
} else := {"severity": "medium", "why": "an absolute directory to search, which a program of the host looks up on the host"} if {
	variable.name == "LD_LIBRARY_PATH"
} else := {}
