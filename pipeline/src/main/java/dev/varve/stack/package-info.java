/**
 * An image joined to the listings of its layers. Between {@code layer} and {@code image}, which do
 * not know each other, and everything that judges an image as a whole.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.stack;
