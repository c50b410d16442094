/**
 * Bytes and what is known about them: byte strings, digests, bounded, hashing and inflating
 * streams, tar reading. The home of commons-compress, zstd and libisal.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.blob;
