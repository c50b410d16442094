package dev.varve.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard error with a line at its end that changes in place. Whatever else is written takes its
 * place; it comes back with the next {@link #show}. On no terminal nothing is ever shown.
 */
final class StatusStream extends FilterOutputStream {
  private static final byte[] CLEAR = "\r\033[K".getBytes(StandardCharsets.US_ASCII);

  private boolean shown;

  StatusStream(OutputStream out) {
    super(out);
  }

  /** Shows a line in place of the one before. */
  synchronized void show(String line) throws IOException {
    out.write(CLEAR);
    out.write(line.getBytes(StandardCharsets.UTF_8));
    out.flush();
    shown = true;
  }

  /** Takes the line away. */
  synchronized void clear() throws IOException {
    if (shown) {
      shown = false;
      out.write(CLEAR);
      out.flush();
    }
  }

  @Override
  public synchronized void write(int b) throws IOException {
    clear();
    out.write(b);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    if (length > 0) {
      clear();
    }
    out.write(bytes, from, length);
  }
}
