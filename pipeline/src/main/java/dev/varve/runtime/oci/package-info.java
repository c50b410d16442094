/** Reads the config of an OCI runtime bundle, which says everything and defaults nothing. */
@org.jspecify.annotations.NullMarked
package dev.varve.runtime.oci;
