package dev.varve.layer;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import java.io.IOException;
import java.util.Optional;

/**
 * What was computed from facts, kept under a digest of everything it was computed from, so that it
 * need not be computed again. Shared by any number of concurrent runs; the same key always stands
 * for the same content, so it does not matter who stores it last.
 *
 * <p>Whoever makes keys sees to it that they cover all that the content depends on, the program
 * included, and that secrets among it cannot be guessed from the key ({@link
 * FactsStore#matchKey()}). Contents hold no secrets.
 */
public interface ResultStore {
  /** Keeps nothing. */
  ResultStore NONE =
      new ResultStore() {
        @Override
        public Optional<Bytes> result(String kind, Digest key) {
          return Optional.empty();
        }

        @Override
        public void keepResult(String kind, Digest key, Bytes content) {}
      };

  /**
   * A content exactly as it was kept, or empty if there is none or it is damaged (a damaged one is
   * reported to the store's log and counts as absent, so that it is computed again).
   *
   * @param kind what it is, in small letters: each kind has keys of its own
   */
  Optional<Bytes> result(String kind, Digest key) throws IOException;

  /** Keeps a content; it appears whole or not at all. */
  void keepResult(String kind, Digest key, Bytes content) throws IOException;
}
