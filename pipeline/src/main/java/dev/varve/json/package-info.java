/** Strict and bounded JSON and YAML; canonical JSON. The home of Jackson. */
@org.jspecify.annotations.NullMarked
package dev.varve.json;
