package dev.varve.cli;

import dev.varve.blob.InflaterChoice;
import dev.varve.layer.DirectoryFactsStore;
import dev.varve.policy.PolicyPack;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What {@code --version} prints: varve's own version, and what it runs on. */
final class Versions {

  /** Written by the build from the project's version. */
  private static final String RESOURCE = "version.txt";

  private Versions() {}

  static List<String> brief() {
    return List.of("varve " + own());
  }

  static List<String> detailed(Console console) {
    return List.of(
        "varve " + own(),
        "java "
            + System.getProperty("java.version")
            + " ("
            + System.getProperty("java.vendor")
            + ")",
        "system "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors",
        "inflater "
            + (InflaterChoice.isIsalAvailable()
                ? "libisal from "
                    + (InflaterChoice.ISAL_FROM_BYTES >> 20)
                    + " MiB on, else the JDK's"
                : "the JDK's (libisal2 is not installed)"),
        "store " + DirectoryFactsStore.defaultRoot(console.environment()),
        "policies " + PolicyPack.builtin().digest());
  }

  private static String own() {
    try (InputStream in = Versions.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the build left out " + RESOURCE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
