# METADATA
# title: Run user cannot start or read its program
# description: |
#   The user that the container starts as lacks a right that its own program needs, or a file capability
#   of the program lies outside the bounding set, so that the start fails.
# related_resources:
#   - https://man7.org/linux/man-pages/man7/capabilities.7.html
# schemas:
#   - input: schema.container
# custom:
#   id: CMB-08
#   severity: high
#   scope: container
#   needs: ["effective.blocked"]
#   remediation: |
#     Give the files to the user or its group when the image is built, or start as a user that may read
#     them.
#   standards: {}
package varve.container.blocked_user

deny contains r if {
	some blocked in input.effective.blocked
	r := object.union(
		{
			"msg": $"{blocked.what} {blocked.path} (mode {blocked.mode}, owner {blocked.uid}:{blocked.gid}) does not let the run user {wants(blocked)}",
			"path": blocked.path,
			"field": "user",
			"key": $"{blocked.needs} {blocked.path}",
			"evidence": {"needs": blocked.needs, "mode": blocked.mode, "missing": object.get(blocked, "missing", [])},
		},
		certainty(blocked),
	)
}

wants(blocked) := "have what the file's capabilities ask for" if blocked.needs == "capability"

wants(blocked) := $"{blocked.needs} it" if blocked.needs != "capability"

certainty(blocked) := {} if blocked.certain

certainty(blocked) := {"status": "undetermined"} if not blocked.certain
