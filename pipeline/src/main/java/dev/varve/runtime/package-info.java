/**
 * How an image is run: one model for every kind of run spec, the host paths it opens, and what
 * starts in the container. Readers of the single kinds lie in the subpackages; {@code source} tells
 * the kind of a document by its content.
 *
 * <p>The shapes follow policy-catalogue.md sections 1.1 (accounts, user, start), 1.2 (entrypoint
 * chain) and 1.4 (run, mounts, effective). Nothing here touches a file system: paths of the host
 * are text to judge, paths of the image are looked up in a squashed tree.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.runtime;
