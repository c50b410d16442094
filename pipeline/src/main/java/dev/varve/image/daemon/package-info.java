/**
 * Images that a Docker daemon keeps, as {@code docker save} writes them.
 *
 * <p>{@code docker save} writes one stream, in which layers come before the manifest that says what
 * they are, and it cannot be asked for one layer. So the stream is read once, as it comes, into a
 * private temporary file that has no name, and is an archive from then on: asking again for each
 * layer would cost the square of their number. The space needed is that of the images.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.image.daemon;
