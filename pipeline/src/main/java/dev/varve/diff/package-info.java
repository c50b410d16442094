/**
 * Two images compared: squashed trees path by path (semantics.md section 8), configs field by
 * field, history and layers aligned by content, and the text of single files. The home of
 * java-diff-utils.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.diff;
