/** The one place that knows all origins of images and tells them apart. */
@org.jspecify.annotations.NullMarked
package dev.varve.image.source;
