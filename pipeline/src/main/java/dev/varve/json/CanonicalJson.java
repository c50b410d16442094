package dev.varve.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The canonical form of a whole value (semantics.md section 10): keys sorted by code point, no
 * spaces, one spelling for every text and number. Records written one after another go through
 * {@link JsonLineWriter}, which makes the same bytes without building values first.
 */
public final class CanonicalJson {
  private CanonicalJson() {}

  public static String text(JsonValue value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  public static byte[] bytes(JsonValue value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(value, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return out.toByteArray();
  }

  /** Writes the value without a line end and leaves {@code out} open. */
  public static void write(JsonValue value, OutputStream out) throws IOException {
    JsonLineWriter writer = new JsonLineWriter(out);
    writer.add(value);
    writer.flushValue();
  }
}
