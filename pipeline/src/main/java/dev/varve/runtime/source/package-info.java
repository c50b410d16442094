/** Tells by content what kind of run spec a document is, and has it read. */
@org.jspecify.annotations.NullMarked
package dev.varve.runtime.source;
