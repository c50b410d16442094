package dev.varve.cli;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.JsonObject;
import dev.varve.plan.NamedFile;
import dev.varve.policy.PolicyBundle;
import dev.varve.policy.PolicyChoice;
import dev.varve.policy.PolicyCompiler;
import dev.varve.policy.PolicyData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whose rules judge, and who evaluates them. */
@OptionGroup(
    heading = "Rules",
    environment = {"VARVE_OPA_TOKEN: the token for --opa-url, unless --opa-token-file has it"})
final class PolicyOptions {
  @Option(
      names = "--policy",
      paramLabel = "DIR|BUNDLE",
      description = {
        "Rules beside varve's own: a folder of Rego, compiled once by the program opa, or a bundle",
        "that varve policy build has made. May be repeated."
      })
  private List<Path> policies = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "JSON or YAML that rules read as data, put over their own; may be repeated, later ones"
              + " win.")
  private List<Path> data = new ArrayList<>();

  @Option(names = "--no-builtin", description = "Leave varve's own rules out.")
  private boolean withoutBuiltin;

  @Option(
      names = "--opa-url",
      paramLabel = "URL",
      description = {
        "An OPA server that evaluates the rules of --policy, or without that whatever packages",
        "varve.image.* and varve.container.* it has."
      })
  private @Nullable String opaUrl;

  @Option(
      names = "--opa-token-file",
      paramLabel = "FILE",
      description = "A file with the server's token; default: $VARVE_OPA_TOKEN, else none.")
  private @Nullable Path opaTokenFile;

  @Option(
      names = "--allow-irreproducible",
      description = "Let rules on a server ask for the time, the network or chance.")
  private boolean irreproducible;

  @Option(
      names = "--combine",
      description = {
        "Show rules over run specs as they are written all of these at once, as an array of",
        "{path, contents}; conftest has the same option."
      })
  private boolean combine;

  @Mixin private NamespaceOptions namespaces = new NamespaceOptions();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  /**
   * The policies to judge by, compiled.
   *
   * @param named by fleet files, beside those of the options
   * @param store folder of the facts store, which keeps what is compiled
   */
  PolicyChoice choice(
      List<NamedFile> named, Path store, Map<String, String> environment, Limits limits)
      throws InputException, IOException {
    List<NamedFile> all = new ArrayList<>(named);
    policies.forEach(policy -> all.add(NamedFile.of(policy)));
    if (withoutBuiltin && all.isEmpty() && opaUrl == null) {
      throw wrong("--no-builtin leaves no rule; name others with --policy");
    }
    if (all.isEmpty() && (namespaces.any() || combine)) {
      throw wrong(
          (combine ? "--combine" : "--namespace")
              + " is about rules over run specs, which varve's own are not; name yours with"
              + " --policy");
    }
    if (opaTokenFile != null && opaUrl == null) {
      throw wrong("--opa-token-file is for the server that --opa-url names");
    }
    JsonObject own = PolicyData.read(data, limits);
    List<PolicyBundle> bundles = new ArrayList<>();
    if (!all.isEmpty()) {
      PolicyCompiler compiler = namespaces.compiler(store, environment);
      for (NamedFile policy : all) {
        bundles.add(compiler.bundle(Path.of(policy.path()), policy.name()));
      }
    }
    PolicyChoice.Server server =
        opaUrl == null
            ? null
            : new PolicyChoice.Server(
                opaUrl, opaTokenFile == null ? null : opaTokenFile.toAbsolutePath().toString());
    return new PolicyChoice(!withoutBuiltin, bundles, own, server, irreproducible, combine);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
