/** varve: what container images hold, what differs between them, and what breaks policy. */
@org.jspecify.annotations.NullMarked
package dev.varve;
