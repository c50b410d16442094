# METADATA
# title: Build pulls unverified or moving code
# description: |
#   A build step runs or adds what a server sends, without comparing it with a checksum or signature, or
#   takes whatever is newest: tomorrow the same Dockerfile makes another image, and nobody can say what is
#   in this one. Read from the steps' commands; downloads that are verified are only listed, and so are
#   those of a known base image, whose maker has to change them.
# related_resources:
#   - https://docs.docker.com/reference/dockerfile/#add---checksum
#   - https://docs.docker.com/build/building/best-practices/#run
# schemas:
#   - input: schema.image
# custom:
#   id: HYG-03
#   severity: medium
#   scope: image
#   remediation: |
#     Download to a file, compare it with a checksum that the Dockerfile names (ADD --checksum, sha256sum
#     -c, gpg --verify), then run it; put update and install into one RUN instruction.
#   standards: {cis_docker: ["4.7", "4.9", "4.11"]}
package varve.image.unverified_build

deny contains r if {
	some step in input.history
	some note in step.notes
	says := texts[note]
	r := object.union_n([
		{
			"msg": $"build step {step.i} {says}",
			"key": $"{note} {earlier(step, note)}",
			"evidence": {"step": step.i, "text": substring(step.text, 0, 400), "note": note},
		},
		place(step),
		severity(step, note),
	])
}

texts := {
	"dist-upgrade": "upgrades the whole system to whatever is newest",
	"fetch-evaluated": "downloads text and evaluates it",
	"fetch-piped-to-interpreter": "downloads a script and pipes it to an interpreter",
	"fetch-verified": "downloads a program and verifies it",
	"fetched-and-run": "downloads a program and runs it without a checksum or signature",
	"remote-add": "adds a file from the network without a checksum",
	"remote-add-verified": "adds a file from the network with a checksum",
	"update-without-install": "updates the package lists and installs nothing: a cached layer keeps them old",
}

# Steps are told apart by how many of their kind come before, which stays the same when others change.
earlier(step, note) := count([other |
	some other in input.history
	other.i < step.i
	note in other.notes
])

place(step) := {"layer": input.layers[step.layer].diff_id} if step.layer != null

place(step) := {} if step.layer == null

severity(step, note) := {"severity": "info", "why": "it is verified"} if {
	endswith(note, "-verified")
} else := {"severity": "info", "why": "it is a step of the base image, whose maker has to change it"} if {
	step.base == true
} else := {"severity": "low", "why": "the package manager verifies what it installs"} if {
	note in {"dist-upgrade", "update-without-install"}
} else := {"severity": "low", "why": "the file is kept and can be compared afterwards"} if {
	note == "fetched-and-run"
} else := {}
