/**
 * Layers applied: the squashed tree, what each layer changed, and what is shipped but hidden
 * (semantics.md sections 5 to 7 and 9).
 */
@org.jspecify.annotations.NullMarked
package dev.varve.tree;
