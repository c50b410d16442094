package dev.varve.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of varve itself, as the build wrote it down. */
public final class ToolVersion {
  /** Written by the build from the project's version. */
  private static final String RESOURCE = "version.txt";

  private ToolVersion() {}

  /** Such as {@code 1.4.2}. */
  public static String own() {
    try (InputStream in = ToolVersion.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the build left out " + RESOURCE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
