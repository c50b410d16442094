/** Compose files (version 2, version 3 and the compose specification) as run specs. */
@org.jspecify.annotations.NullMarked
package dev.varve.runtime.compose;
