/**
 * A run's findings in the forms of other programs: SARIF, JUnit, Markdown, CI annotations, code
 * quality reports, spreadsheets. Every form is written from the same {@link
 * dev.varve.report.export.ReportedRun}, in the order of the findings and without times, so that the
 * same run gives the same bytes; memory does not grow with the number of findings.
 *
 * <p>All texts may come from hostile images. First whatever acts on a terminal or hides text is
 * made visible ({@link dev.varve.report.TerminalText}), then each form escapes what it gives a
 * meaning to.
 */
@NullMarked
package dev.varve.report.export;

import org.jspecify.annotations.NullMarked;
