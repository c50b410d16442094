package dev.varve.layer;

/**
 * A secret (or other telling content) that a built-in detector saw. The secret itself is never
 * kept.
 *
 * @param detector id such as {@code private-key}
 * @param line from 1
 * @param shape the fixed part and length of the match, such as {@code npm_[36]}
 * @param redacted what may be shown
 * @param sha12 first 12 hexadecimal digits of a keyed HMAC of the match, so that equal secrets can
 *     be told without being known. The key is the store's, so another store has another digest:
 *     facts carry it, results never do
 */
public record ContentMatch(String detector, int line, String shape, String redacted, String sha12)
    implements java.io.Serializable {}
