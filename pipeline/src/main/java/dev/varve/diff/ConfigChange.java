package dev.varve.diff;

/**
 * One field of an image config that differs. Absent values are empty.
 *
 * @param field such as {@code user}, {@code env.PATH} or {@code labels.maintainer}
 */
public record ConfigChange(String field, String a, String b) implements java.io.Serializable {}
