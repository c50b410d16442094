/** What a scan is to do: the fleet file, and which images are compared with which. */
@org.jspecify.annotations.NullMarked
package dev.varve.plan;
