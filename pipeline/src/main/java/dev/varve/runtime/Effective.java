package dev.varve.runtime;

import dev.varve.image.ImageConfig;
import dev.varve.tree.TreeLookup;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
 */
public record Effective(
    ImageUser user,
    HostRoot hostRoot,
    List<String> bounding,
    List<String> atStart,
    Start start,
    String sandbox)
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
   */
  public static Effective of(RunSpec run, ImageConfig config, TreeLookup tree, Accounts accounts) {
    ProcessSpec process = run.process();
    String spec = process.user() == null ? config.user() : process.user();
    ImageUser user = ImageUser.resolve(spec, process.groups(), accounts);
    return new Effective(
        user,
        hostRoot(run.namespaces().user()),
        Capabilities.bounding(run.privileges()),
        Capabilities.atStart(run.privileges(), user),
        EntrypointChain.of(request(run, config), tree, accounts),
        sandbox(run.privileges().runtimeClass()));
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

  private static HostRoot hostRoot(String userNamespace) {
    return switch (userNamespace) {
      case Namespaces.HOST -> HostRoot.YES;
      case Namespaces.PRIVATE, "auto", "nomap" -> HostRoot.NO;
      default -> userNamespace.startsWith("auto:") ? HostRoot.NO : HostRoot.UNKNOWN;
    };
  }

  private static String sandbox(@Nullable String runtime) {
    if (runtime == null) {
      return "shared-kernel";
    }
    if (runtime.contains("runsc") || runtime.contains("gvisor")) {
      return "gvisor";
    }
    if (runtime.contains("kata") || runtime.contains("firecracker")) {
      return "vm";
    }
    return runtime.matches("crun|youki|nvidia|.*[.]runc[.].*") ? "shared-kernel" : "unknown";
  }

  /** Whether uid 0 inside is uid 0 of the host. */
  public enum HostRoot {
    YES,
    NO,
    UNKNOWN;

    /** The text form in facts. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
