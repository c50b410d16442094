package dev.varve.cli;

import dev.varve.blob.InflaterChoice;
import dev.varve.layer.DirectoryFactsStore;
import dev.varve.policy.PolicyPack;
import dev.varve.report.ToolVersion;
import java.util.List;

/** What {@code --version} prints: varve's own version, and what it runs on. */
final class Versions {
  private Versions() {}

  static List<String> brief() {
    return List.of("varve " + ToolVersion.own());
  }

  static List<String> detailed(Console console) {
    return List.of(
        "varve " + ToolVersion.own(),
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
}
