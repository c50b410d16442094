package dev.varve.blob;

import dev.varve.failure.InputException;
import java.io.IOException;

/**
 * A stream of bytes taken from an input that may be hostile. Unlike {@link java.io.InputStream} it
 * tells the input's trouble ({@link InputException}) from that of the surroundings.
 */
public interface ByteSource {
  /**
   * Reads at least one byte unless the data has ended.
   *
   * @param length more than 0
   * @return how many bytes were stored, or -1 at the end of the data
   */
  int read(byte[] into, int from, int length) throws IOException, InputException;
}
