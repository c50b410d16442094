package dev.varve.fleet;

import java.io.Serializable;

/**
 * Finished lines of one file of the results, on their way to be written.
 *
 * @param file which file of the results
 * @param key the place of these lines in it: parts are put together in the order of their keys
 * @param lines whole lines of canonical JSON, in UTF-8
 */
record Part(ResultFile file, String key, byte[] lines) implements Serializable {}
