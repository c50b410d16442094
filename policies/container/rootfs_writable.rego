# METADATA
# title: Root file system writable
# description: |
#   An intruder can leave programs in the container and change those that are there. With a read-only
#   root file system only the volumes named keep anything.
# related_resources:
#   - https://docs.docker.com/reference/cli/docker/container/run/#read-only
#   - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# schemas:
#   - input: schema.container
# custom:
#   id: PRV-08
#   severity: low
#   scope: container
#   needs: ["run.rootfs_ro=false"]
#   folds_under: [PRV-01]
#   remediation: |
#     Set read_only: true (--read-only, readOnlyRootFilesystem: true) and give tmpfs mounts or volumes
#     for what the program writes.
#   standards: {cis_docker: ["5.13"], nsa_cisa: [rofs]}
package varve.container.rootfs_writable

deny contains r if {
	input.run.rootfs_ro == false
	r := object.union(
		{
			"msg": $"the root file system is writable{by}",
			"field": "rootfs_ro",
			"key": "rootfs_ro",
			"evidence": {"entries": entries},
		},
		step,
	)
}

default entries := null

entries := input.effective.rootfs_writable

default by := ""

by := ", and the process is root" if input.effective.root == true

by := $", {entries} entries of it by the user of the process" if {
	input.effective.root == false
	entries > 0
}

by := ", though the user of the process may change nothing in it" if nothing

default nothing := false

nothing if {
	input.effective.root == false
	entries == 0
}

default step := {}

step := {"severity": "medium", "why": "the process is root and may change all of it"} if input.effective.root == true

step := {"severity": "info", "why": "its user may write nothing there"} if nothing
