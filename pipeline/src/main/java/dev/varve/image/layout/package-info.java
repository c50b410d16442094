/** Images in a directory: an OCI layout, or a docker-save archive that was unpacked. */
@org.jspecify.annotations.NullMarked
package dev.varve.image.layout;
