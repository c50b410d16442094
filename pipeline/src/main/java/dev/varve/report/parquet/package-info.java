/**
 * A run as Parquet tables, for questions that nobody foresaw: {@code findings}, {@code images} and
 * {@code layers} say what the lines of the same name say, {@code files} has every tar member of
 * every distinct layer. Columns are named as the fields of the lines; a field of an inner object is
 * joined to its object's name by an underscore ({@code subject_kind}), lists of texts are lists,
 * and what has no fixed shape is JSON.
 *
 * <p>The tables are written with parquet-java's column writers and not with its {@code
 * ParquetWriter}, whose every signature wants Hadoop. Rows are written one after another; memory
 * takes one row group, and a few bytes for each page in the footer. The same rows give the same
 * bytes.
 *
 * <p>Its libraries lie in a folder of their own and are on the class path only where a scan was
 * asked for these tables.
 */
@NullMarked
package dev.varve.report.parquet;

import org.jspecify.annotations.NullMarked;
