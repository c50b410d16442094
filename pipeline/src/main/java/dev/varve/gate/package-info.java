/**
 * The gate: one or a few images analysed in this process, with a thread pool over layers and
 * without Beam, so that a check starts fast. Its sibling {@code fleet} drives the same classes
 * through a pipeline.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.gate;
