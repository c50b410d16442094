/**
 * The scan of a whole fleet as a Beam pipeline (design.md section 4): a thin shell around the
 * classes that the gate uses too. The only package that knows Beam.
 *
 * <p>Elements are coarse: an image, a layer of an image, a pair. Entries never travel through
 * shuffles; they are read from the facts store where they are needed. A failed image goes to the
 * failures output and the run goes on.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.fleet;
