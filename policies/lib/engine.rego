package varve.lib.engine

# Groups beside the user's first one: those that the run spec adds, and those that the image's own
# group file puts the process into. Sockets are opened to such groups.
added_groups(document) := of_run(document) | of_image(document)

of_run(document) := {group | some group in document.run.groups}

of_image(document) := {group | some group in document.effective.groups} - {document.effective.gid} if {
	document.effective.groups
} else := set()

kinds := {"compose", "docker", "oci", "command"}

# Kubernetes units bear the kind of their workload.
of_kubernetes(run) if not run.unit.kind in kinds

# Compose, the docker and podman programs, and inspected containers: engines with named volumes.
of_docker(run) if run.unit.kind in {"compose", "docker", "command"}
