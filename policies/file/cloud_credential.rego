# METADATA
# title: Cloud credential in a file
# description: |
#   A key pair opens the cloud account it belongs to from anywhere, for everybody who can pull the
#   image. Only whole pairs count; samples from documentation do not.
# related_resources:
#   - https://docs.docker.com/build/building/secrets/
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
# schemas:
#   - input: schema.file
# custom:
#   id: SEC-02
#   severity: critical
#   scope: file
#   selector: {state: live, content: ["aws-*", azure-storage-key, cloud-refresh-token, gcp-service-account]}
#   remediation: |
#     Deactivate the key pair at once and look what it was used for; give the workload a role of its own
#     instead of a key.
#   standards: {cis_docker: ["4.10"], nist_800_190: ["4.1.4"]}
package varve.file.cloud_credential

import data.varve.lib.secrets

deny contains r if {
	some match in secrets.clouds(input.matches)
	r := object.union_n([
		{"msg": $"{input.path} line {match.line} holds a cloud credential ({match.detector}, {match.redacted})"},
		secrets.about(match),
		secrets.change(match, input, "critical"),
	])
}
