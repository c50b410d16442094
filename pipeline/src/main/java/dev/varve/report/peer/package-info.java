/**
 * What varve knows, in the shapes that other programs about images write: exports of dive,
 * comparisons of container-diff; and the thresholds that people have written for dive. Field names,
 * their meaning and odd figures are theirs, so that what reads their output goes on working.
 */
@NullMarked
package dev.varve.report.peer;

import org.jspecify.annotations.NullMarked;
