package dev.varve.cli;

import dev.varve.layer.DirectoryFactsStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where what is learnt about layers is kept. */
final class StoreOptions {
  @Option(
      names = "--store",
      paramLabel = "DIR",
      description =
          "Facts store; default: $VARVE_STORE, else $XDG_CACHE_HOME/varve, else ~/.cache/varve.")
  private @Nullable Path store;

  Path root(Map<String, String> environment) {
    return store != null ? store : DirectoryFactsStore.defaultRoot(environment);
  }

  DirectoryFactsStore open(Map<String, String> environment) throws IOException {
    return DirectoryFactsStore.open(root(environment));
  }
}
