# METADATA
# title: Host network
# description: |
#   The container sees all interfaces and ports of the host, also those that listen on 127.0.0.1 only
#   because they trust everybody there.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# schemas:
#   - input: schema.container
# custom:
#   id: NS-01
#   severity: high
#   scope: container
#   needs: ["run.ns.net=host"]
#   remediation: |
#     Publish the ports that are needed, or join a network of the engine.
#   standards: {cis_docker: ["5.10"], pod_security: [baseline], nsa_cisa: [pod]}
package varve.container.host_network

deny contains r if {
	input.run.ns.net == "host"
	r := {
		"msg": "the container uses the host's network: every local port of the host can be reached",
		"field": "ns.net",
		"key": "ns.net",
	}
}
