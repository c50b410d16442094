/**
 * What lets somebody else rely on a run's folder: digests of all its files, in the form of {@code
 * sha256sum}, and a detached signature over those by OpenSSH's {@code ssh-keygen}, which is where
 * the keys of most people already are and which leaves a form that needs no varve to be checked.
 *
 * <p>A folder to be verified may have come from anybody: names in it are data, links are never
 * followed, and of nothing more is held than bounds say.
 */
@NullMarked
package dev.varve.report.seal;

import org.jspecify.annotations.NullMarked;
