/**
 * What people and programs read: the canonical lines of semantics.md section 10, the files of a
 * run, and text for terminals.
 */
@org.jspecify.annotations.NullMarked
package dev.varve.report;
