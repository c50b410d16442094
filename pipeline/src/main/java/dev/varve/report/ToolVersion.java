package dev.varve.report;

import dev.varve.blob.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;

/** The version of varve itself, as the build wrote it down. */
public final class ToolVersion {
  /** Written by the build from the project's version. */
  private static final String RESOURCE = "version.txt";

  private ToolVersion() {}

  /**
   * SHA-256 of the program itself: of its jar, or of its compiled classes where it runs without
   * one. Two builds of one version may differ in it.
   */
  public static Digest program() throws IOException {
    Path code;
    try {
      code = Path.of(ToolVersion.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("no path leads to the program", e);
    }
    MessageDigest sha256 = Digest.messageDigest("sha256");
    try (Stream<Path> walk = Files.walk(code)) {
      for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
        sha256.update((code.relativize(file) + "\n").getBytes(StandardCharsets.UTF_8));
        sha256.update(Files.readAllBytes(file));
      }
    }
    return new Digest("sha256", HexFormat.of().formatHex(sha256.digest()));
  }

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
