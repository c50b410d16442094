package dev.varve.runtime;

/**
 * Something that could not be known, so that rules that need it answer "undetermined".
 *
 * @param what field path or thing, such as {@code services.api.extends}
 * @param why in words for a user
 * @param where file and line, or empty
 */
public record Gap(String what, String why, String where) implements java.io.Serializable {}
