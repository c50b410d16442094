package dev.varve.cli;

import dev.varve.layer.DirectoryFactsStore;
import dev.varve.layer.StoreAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where what is learnt about layers is kept. */
@OptionGroup(
    heading = "Facts store",
    common = true,
    environment = {
      "VARVE_STORE: the facts store, unless --store names one",
      "XDG_CACHE_HOME: its parent folder otherwise, in place of ~/.cache"
    })
final class StoreOptions {
  @Option(
      names = "--store",
      paramLabel = "DIR|URI",
      defaultValue = "",
      description =
          "Facts store; default: $VARVE_STORE, else $XDG_CACHE_HOME/varve, else ~/.cache/varve."
              + " A scan takes object stores too, such as s3://bucket/varve.")
  private String store = "";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  StoreAddress address(Map<String, String> environment) {
    return StoreAddress.of(store, environment);
  }

  /** The store's folder, for commands that work in one. */
  Path root(Map<String, String> environment) {
    StoreAddress address = address(environment);
    if (!address.isFolder()) {
      throw new ParameterException(
          spec.commandLine(),
          "the facts store "
              + address
              + " is no folder, and this command works in folders only; name one with --store");
    }
    return address.folder();
  }

  DirectoryFactsStore open(Map<String, String> environment) throws IOException {
    return DirectoryFactsStore.open(root(environment));
  }
}
