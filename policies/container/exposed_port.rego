# METADATA
# title: Port published on all interfaces, or a low one
# description: |
#   Whoever reaches the host reaches the container, past most host firewalls. For remote shells,
#   engines and the like that is one password away from the host; ports below 1024 pass for services
#   of the host itself.
# related_resources:
#   - https://docs.docker.com/engine/network/port-publishing/
# schemas:
#   - input: schema.container
# custom:
#   id: NET-01
#   severity: low
#   scope: container
#   needs: ["run.ports"]
#   remediation: |
#     Publish on 127.0.0.1 behind a proxy, or on the one address that is meant
#     (127.0.0.1:8080:8080), and leave hostPort to node agents.
#   standards: {cis_docker: ["5.8", "5.9", "5.14"], pod_security: [baseline]}
package varve.container.exposed_port

import data.varve.lib.engine

deny contains r if {
	input.run.ns.net != "host" # then every port is the host's
	some i, port in input.run.ports
	reasons := {reason | some reason in ["all", "low", "pod"]; applies(reason, port)}
	count(reasons) > 0
	not expected(port)
	r := object.union(
		{
			"msg": $"port {port.port}/{port.proto} is published as {address(port)}{concerns(reasons)}",
			"field": $"ports[{i}]",
			"key": $"{address(port)}/{port.proto}",
			"evidence": {"host_ip": port.host_ip, "host_port": port.host_port, "port": port.port},
		},
		raised(port),
	)
}

applies("all", port) if {
	port.host_ip in {"", "0.0.0.0", "::", "[::]"}
	not engine.of_kubernetes(input.run)
}

applies("low", port) if first(port.host_port) < 1024

applies("pod", _) if engine.of_kubernetes(input.run)

concerns(reasons) := ", a port of the node (hostPort)" if {
	"pod" in reasons
} else := ", on all interfaces and as a port of system services" if {
	reasons == {"all", "low"}
} else := ", on all interfaces" if {
	"all" in reasons
} else := ", a port of system services"

expected(port) if loopback(port.host_ip)

expected(port) if {
	not engine.of_kubernetes(input.run)
	first(port.host_port) in data.varve.params.ports_public
	first(port.host_port) == last(port.host_port)
}

loopback(ip) if {
	startswith(ip, "127.")
	regex.match(`^[0-9]{1,3}([.][0-9]{1,3}){3}$`, ip)
}

loopback(ip) if ip in {"::1", "[::1]", "localhost"}

address(port) := $"{host(port.host_ip)}:{number(port.host_port)}"

host(ip) := "*" if ip == ""

host(ip) := ip if ip != ""

number(port) := "(any)" if port == ""

number(port) := port if port != ""

# "8000-8010" from its first to its last number.
first(range) := to_number(split(range, "-")[0]) if regex.match(`^[0-9]+(-[0-9]+)?$`, range)

last(range) := to_number(parts[count(parts) - 1]) if {
	regex.match(`^[0-9]+(-[0-9]+)?$`, range)
	parts := split(range, "-")
}

raised(port) := {"severity": "medium", "why": "remote control of a host or a cluster listens there"} if {
	some range in [port.host_port, port.port]
	least := first(range)
	most := last(range)
	some sensitive in data.varve.params.ports_sensitive
	least <= sensitive
	most >= sensitive
} else := {}
