package dev.varve.runtime;

import dev.varve.image.ImageConfig;
import dev.varve.tree.TreeLookup;
import java.util.List;
import java.util.Map;

/**
 * What a run spec and an image amount to together, computed so that rules stay one-liners
 * (policy-catalogue.md section 1.4, {@code effective}).
 *
 * @param user who starts, with all groups
 * @param hostRoot whether the container's uid 0 is the host's
 * @param bounding capabilities that can ever be had, sorted
 * @param atStart capabilities the first process has, sorted
 * @param start the chain with the run spec's words, PATH, user and mounts
 * @param sandbox {@code shared-kernel}, {@code gvisor}, {@code vm} or {@code unknown}
 * @param reach what the process gets at in the image and through its mounts
 */
public record Effective(
    ImageUser user,
    Certainty hostRoot,
    List<String> bounding,
    List<String> atStart,
    Start start,
    String sandbox,
    Reach reach)
    implements java.io.Serializable {
  public Effective {
    bounding = List.copyOf(bounding);
    atStart = List.copyOf(atStart);
  }

  /**
   * Puts a run spec and its image together.
   *
   * @param config of the image
   * @param tree of the image
   * @param accounts of the image
   * @param census of the same tree
   */
  public static Effective of(
      RunSpec run, ImageConfig config, TreeLookup tree, Accounts accounts, TreeCensus census) {
    ProcessSpec process = run.process();
    String spec = process.user() == null ? config.user() : process.user();
    ImageUser user = ImageUser.resolve(spec, process.groups(), process.groupSettings(), accounts);
    List<String> bounding = Capabilities.bounding(run.privileges());
    List<String> atStart = Capabilities.atStart(run.privileges(), user);
    Certainty hostRoot = hostRoot(run);
    EntrypointChain.Request request = request(run, config);
    Start start = EntrypointChain.of(request, tree, accounts);
    return new Effective(
        user,
        hostRoot,
        bounding,
        atStart,
        start,
        sandbox(run),
        Reach.of(
            run, config, request, start, user, bounding, atStart, hostRoot, tree, accounts,
            census));
  }

  private static EntrypointChain.Request request(RunSpec run, ImageConfig config) {
    ProcessSpec process = run.process();
    List<String> entrypoint =
        process.entrypoint() == null ? config.entrypoint() : process.entrypoint();
    List<String> command =
        process.command() != null
            ? process.command()
            : process.entrypoint() != null ? null : config.cmd();
    Map<String, String> env = EntrypointChain.variables(config.env());
    for (EnvVar variable : process.env()) {
      String value = variable.value();
      if (value == null) {
        // The run decides, so the image's value no longer counts.
        env.remove(variable.name());
      } else {
        env.put(variable.name(), value);
      }
    }
    String workdir = process.workdir() == null ? config.workingDir() : process.workdir();
    return new EntrypointChain.Request(
        process.argv(config.entrypoint(), config.cmd()),
        EntrypointChain.form(entrypoint, command, config.shell()),
        env,
        EntrypointChain.workdir(workdir),
        config.architecture(),
        run.mounts());
  }

  /** Whether the container's uid 0 is the host's, which needs no image to tell. */
  public static Certainty hostRoot(RunSpec run) {
    String userNamespace = run.namespaces().user();
    return switch (userNamespace) {
      case Namespaces.HOST -> Certainty.YES;
      case Namespaces.PRIVATE -> mapped(run.namespaces().uidMappings());
      case "auto", "nomap" -> Certainty.NO;
      default -> userNamespace.startsWith("auto:") ? Certainty.NO : Certainty.UNKNOWN;
    };
  }

  /** A namespace of its own protects nothing if it maps the host's root into itself. */
  private static Certainty mapped(List<IdMapping> mappings) {
    boolean hostRoot =
        mappings.stream().anyMatch(mapping -> mapping.host() == 0 && mapping.size() > 0);
    return Certainty.of(hostRoot);
  }

  /** What stands between the container and the kernel: the runtime class says it. */
  public static String sandbox(RunSpec run) {
    String runtime = run.privileges().runtimeClass();
    if (runtime == null) {
      return "shared-kernel";
    }
    if (runtime.contains("runsc") || runtime.contains("gvisor")) {
      return "gvisor";
    }
    if (runtime.contains("kata") || runtime.contains("firecracker")) {
      return "vm";
    }
    return runtime.matches("runc|crun|youki|nvidia|.*[.]runc[.].*") ? "shared-kernel" : "unknown";
  }
}
