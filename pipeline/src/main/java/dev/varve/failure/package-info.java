/**
 * What can go wrong with an input, as values: reason codes, findings about structure, failures, and
 * the limits that protect a run from hostile images. Imports the JDK only.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.failure;
