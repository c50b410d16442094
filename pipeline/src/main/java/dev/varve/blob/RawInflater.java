package dev.varve.blob;

import java.io.Closeable;
import java.util.zip.DataFormatException;

/**
 * Inflates raw deflate data (RFC 1951); headers, trailers and checksums belong to {@link
 * GzipSource}. Not for use by several threads at once.
 */
interface RawInflater extends Closeable {
  /** Forgets everything, also the input: ready for another stream. */
  void reset();

  /** Gives the next piece of input; the array must stay unchanged until it is used up. */
  void setInput(byte[] input, int from, int length);

  /**
   * Inflates into {@code into}; 0 means that more input is needed or the stream is finished.
   *
   * @throws DataFormatException if the data is not valid deflate data
   */
  int inflate(byte[] into, int from, int length) throws DataFormatException;

  /** Whether the final block has been read and all output handed out. */
  boolean finished();

  /** Bytes of the input that were not used; exact once {@link #finished()}. */
  int remaining();

  @Override
  void close();
}
