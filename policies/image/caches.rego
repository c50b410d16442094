# METADATA
# title: Package caches and leftovers shipped
# description: |
#   What package managers and build tools keep for the next installation is of no use in a running
#   container: every pull transfers it, and it names what was built with. Measured in the layers, live or
#   covered; cache mounts of a build leave nothing there.
# related_resources:
#   - https://docs.docker.com/build/cache/optimize/#use-cache-mounts
# schemas:
#   - input: schema.image
# custom:
#   id: HYG-01
#   severity: low
#   scope: image
#   needs: ["caches"]
#   remediation: |
#     Use RUN --mount=type=cache for package managers' caches, or delete them in the same RUN instruction
#     (apt-get clean, rm -rf /var/lib/apt/lists/*, apk add --no-cache, pip --no-cache-dir).
#   standards: {cis_docker: ["4.3"]}
package varve.image.caches

import data.varve.lib.text

deny contains r if {
	total := sum([bytes(cache) | some cache in input.caches])
	total >= data.varve.params.cache_bytes_least
	most := max([bytes(cache) | some cache in input.caches])
	largest := [cache | some cache in input.caches; bytes(cache) == most]
	kinds := {cache.kind | some cache in input.caches; bytes(cache) > 0}
	r := {
		"msg": $"{text.bytes(total)} of caches and leftovers are shipped ({text.list(kinds)}), most of them by layer {largest[0].layer}",
		"layer": input.layers[largest[0].layer].diff_id,
		"key": "caches",
		"evidence": {
			"bytes": total,
			"caches": {cache.kind: {"live": cache.live_bytes, "hidden": cache.hidden_bytes, "files": cache.files} | some cache in input.caches},
		},
	}
}

bytes(cache) := cache.live_bytes + cache.hidden_bytes
