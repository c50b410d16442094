package dev.varve.runtime;

/**
 * A range of user ids of a user namespace.
 *
 * @param container first id inside
 * @param host first id outside
 */
public record IdMapping(long container, long host, long size) implements java.io.Serializable {}
