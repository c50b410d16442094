/**
 * Images in a tar archive: docker-save of every era, OCI archives.
 *
 * <p>Archives are never unpacked. A plain one is read in place, by position, so that several
 * workers can read its layers at once and nothing is written. One that is compressed as a whole is
 * inflated once, to one private temporary file that has no name any more by the time it is read:
 * compressed streams cannot be read by position, and inflating the whole again for each layer would
 * cost the square of the number of layers. The space needed is that of the plain archive.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.image.archive;
