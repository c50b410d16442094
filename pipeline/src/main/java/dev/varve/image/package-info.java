/**
 * Images before their layers are read: references, descriptors, manifests, configs, and the sources
 * they come from ({@code .archive}, {@code .layout}; chosen in {@code .source}).
 */
@org.jspecify.annotations.NullMarked
package dev.varve.image;
