package dev.varve.cli;

import dev.varve.policy.PolicyCompiler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which packages of users' policies hold rules over documents as they are written. */
final class NamespaceOptions {
  @Option(
      names = "--namespace",
      paramLabel = "PACKAGE",
      description =
          "Package with rules over run specs as they are written, as conftest has them; default"
              + " main. May be repeated.")
  private List<String> namespaces = new ArrayList<>();

  @Option(
      names = "--all-namespaces",
      description = "Every package outside varve.* has rules over run specs as they are written.")
  private boolean allNamespaces;

  /** Whether one of them was said. */
  boolean any() {
    return allNamespaces || !namespaces.isEmpty();
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  /**
   * A compiler of policies that takes these packages.
   *
   * @param store folder of the facts store
   */
  PolicyCompiler compiler(Path store, Map<String, String> environment) {
    if (allNamespaces && !namespaces.isEmpty()) {
      throw new ParameterException(
          command.commandLine(), "--namespace and --all-namespaces exclude each other");
    }
    List<String> wanted = allNamespaces ? List.of() : namespaces.isEmpty() ? null : namespaces;
    return new PolicyCompiler(store, environment, wanted);
  }
}
