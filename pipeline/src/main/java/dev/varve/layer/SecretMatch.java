package dev.varve.layer;

import dev.varve.blob.Bytes;

/**
 * A secret found in a text, while it is still known; {@link ContentExtractor} turns it into a
 * {@link ContentMatch} and lets go of it.
 *
 * @param line from 1
 * @param from offset of the secret in the file
 * @param secret its bytes
 * @param shape its fixed part and length
 * @param redacted what may be shown
 */
record SecretMatch(
    String detector, int line, long from, Bytes secret, String shape, String redacted) {
  long to() {
    return from + secret.length();
  }
}
