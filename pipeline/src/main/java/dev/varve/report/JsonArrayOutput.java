package dev.varve.report;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Makes one JSON array of JSON lines that are written to it, one item a line. {@link #finish} ends
 * the array.
 */
public final class JsonArrayOutput extends FilterOutputStream {
  private static final byte[] FIRST = "[\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NEXT = ",\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EMPTY = "[]\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LAST = "\n]\n".getBytes(StandardCharsets.US_ASCII);

  private boolean begun;
  private boolean atLineStart = true;

  public JsonArrayOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    int end = from + length;
    int start = from;
    while (start < end) {
      if (atLineStart) {
        out.write(begun ? NEXT : FIRST);
        begun = true;
        atLineStart = false;
      }
      int stop = start;
      while (stop < end && bytes[stop] != '\n') {
        stop++;
      }
      out.write(bytes, start, stop - start);
      if (stop < end) {
        atLineStart = true;
      }
      start = stop + 1;
    }
  }

  /** Ends the array; what fails before is not made to look complete. */
  public void finish() throws IOException {
    out.write(begun ? LAST : EMPTY);
    out.flush();
  }
}
