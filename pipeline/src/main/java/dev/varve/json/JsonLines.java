package dev.varve.json;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of JSON objects, one on each line, as runs leave them. */
public final class JsonLines {
  private JsonLines() {}

  /** Receives the objects of a file. */
  @FunctionalInterface
  public interface Taker {
    /**
     * @param place file and line, for messages
     */
    void take(JsonObject object, String place) throws InputException, IOException;
  }

  /**
   * Shows every line. No more than one of them is in memory, and of a line that is longer than a
   * document may be no more than that.
   *
   * @throws InputException what is wrong with a line, naming the file and its number
   */
  public static void read(Path file, Limits limits, Taker taker)
      throws InputException, IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Line line = new Line(file, limits, taker);
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        int from = 0;
        for (int i = 0; i < read; i++) {
          if (buffer[i] == '\n') {
            line.add(buffer, from, i);
            line.end();
            from = i + 1;
          }
        }
        line.add(buffer, from, read);
      }
      if (line.bytes.size() > 0) {
        line.end();
      }
    }
  }

  /** The line that is being read. */
  private static final class Line {
    private final Path file;
    private final Limits limits;
    private final Taker taker;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long number = 1;

    Line(Path file, Limits limits, Taker taker) {
      this.file = file;
      this.limits = limits;
      this.taker = taker;
    }

    void add(byte[] buffer, int from, int to) throws InputException {
      if ((long) bytes.size() + (to - from) > limits.maxJsonBytes()) {
        throw new InputException(
            ReasonCode.JSON_TOO_LARGE,
            place(),
            "the line is longer than "
                + limits.maxJsonBytes()
                + " bytes; --max-json-bytes allows more");
      }
      bytes.write(buffer, from, to - from);
    }

    void end() throws InputException, IOException {
      taker.take(Json.parseObject(Bytes.wrap(bytes.toByteArray()), place(), limits), place());
      bytes.reset();
      number++;
    }

    private String place() {
      return file + ": line " + number;
    }
  }
}
