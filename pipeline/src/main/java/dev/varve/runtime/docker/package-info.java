/** The output of {@code docker inspect} for containers as run specs. */
@org.jspecify.annotations.NullMarked
package dev.varve.runtime.docker;
