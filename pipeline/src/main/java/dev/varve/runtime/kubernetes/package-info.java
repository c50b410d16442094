/**
 * Reads Kubernetes manifests: workloads become run specs, and what else lies in the same scan
 * (claims and volumes, service accounts and bindings, limit ranges, runtime classes) says what the
 * workloads leave open.
 *
 * <p>Manifests are read as trees with lines and not into the classes of a client library: those
 * know no lines, drop what they do not know, and cost start-up. A test compares {@link
 * dev.varve.runtime.kubernetes.KubernetesFields} with such classes, so that no field of the API is
 * overlooked.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.runtime.kubernetes;
