package dev.varve.runtime;

import dev.varve.image.ImageConfig;
import dev.varve.tree.TreeLookup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out which files of an image take part in its start: the program, what interprets or loads
 * it, the launchers and privilege tools around it, and what wrapper scripts run in the end
 * (policy-catalogue.md section 1.2). Nothing is executed; what only a run can tell is said to be
 * dynamic.
 */
public final class EntrypointChain {
  private EntrypointChain() {}

  /**
   * What is started, and in which surroundings.
   *
   * @param form {@code exec}, {@code shell} or {@code none}
   * @param env variables by name
   * @param workdir absolute
   * @param architecture as image configs spell it; empty if unknown
   * @param mounts that hide parts of the image
   */
  public record Request(
      List<String> argv,
      String form,
      Map<String, String> env,
      String workdir,
      String architecture,
      List<Mount> mounts) {
    public Request {
      argv = List.copyOf(argv);
      env = Map.copyOf(env);
      mounts = List.copyOf(mounts);
    }
  }

  /** The chain of an image as its own config starts it. */
  public static Start of(ImageConfig config, TreeLookup tree, Accounts accounts) {
    return of(ofImage(config), tree, accounts);
  }

  /** What an image's own config starts. */
  static Request ofImage(ImageConfig config) {
    return new Request(
        ProcessSpec.OF_IMAGE.argv(config.entrypoint(), config.cmd()),
        form(config.entrypoint(), config.cmd(), config.shell()),
        variables(config.env()),
        workdir(config.workingDir()),
        config.architecture(),
        List.of());
  }

  /** The chain of anything that starts with an image's files. */
  public static Start of(Request request, TreeLookup tree, Accounts accounts) {
    return new ChainWalk(request, tree, accounts).run();
  }

  /** Variables by name, the last of a name winning. */
  static Map<String, String> variables(List<String> lines) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String line : lines) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        variables.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return variables;
  }

  static String workdir(String configured) {
    return HostPath.cleanTarget(configured);
  }

  /** Whether the words are what a Dockerfile's shell form leaves in a config. */
  static String form(
      @org.jspecify.annotations.Nullable List<String> entrypoint,
      @org.jspecify.annotations.Nullable List<String> command,
      List<String> shell) {
    List<String> words = new ArrayList<>(entrypoint == null ? List.of() : entrypoint);
    if (words.isEmpty() && command != null) {
      words.addAll(command);
    }
    if (words.isEmpty()) {
      return "none";
    }
    List<String> prefix = shell.isEmpty() ? List.of("/bin/sh", "-c") : shell;
    boolean shellForm =
        words.size() == prefix.size() + 1 && words.subList(0, prefix.size()).equals(prefix);
    return shellForm ? "shell" : "exec";
  }
}
