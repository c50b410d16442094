package dev.varve.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What starts, and as whom, as far as a run spec says so.
 *
 * @param entrypoint null for the image's; an empty list clears it
 * @param command null for the image's (unless {@code entrypoint} is set: then there is none)
 * @param user null for the image's
 * @param groups added groups, names or numbers
 * @param workdir null for the image's
 * @param env what is added to or replaces the image's variables, in order
 * @param init whether the engine's own init program is process 1
 * @param groupSettings groups set apart from the user
 * @param envFrom objects that give further variables
 */
public record ProcessSpec(
    @Nullable List<String> entrypoint,
    @Nullable List<String> command,
    @Nullable String user,
    List<String> groups,
    @Nullable String workdir,
    List<EnvVar> env,
    boolean init,
    GroupSettings groupSettings,
    List<EnvSource> envFrom)
    implements java.io.Serializable {
  public static final ProcessSpec OF_IMAGE =
      new ProcessSpec(null, null, null, List.of(), null, List.of(), false);

  public ProcessSpec {
    entrypoint = entrypoint == null ? null : List.copyOf(entrypoint);
    command = command == null ? null : List.copyOf(command);
    groups = List.copyOf(groups);
    env = List.copyOf(env);
    envFrom = List.copyOf(envFrom);
  }

  /** The process of a source that knows only engines' ways. */
  public ProcessSpec(
      @Nullable List<String> entrypoint,
      @Nullable List<String> command,
      @Nullable String user,
      List<String> groups,
      @Nullable String workdir,
      List<EnvVar> env,
      boolean init) {
    this(entrypoint, command, user, groups, workdir, env, init, GroupSettings.NONE, List.of());
  }

  /**
   * The words that start with an image's entrypoint and command: a new entrypoint drops the image's
   * command.
   */
  public List<String> argv(
      @Nullable List<String> imageEntrypoint, @Nullable List<String> imageCommand) {
    List<String> first = entrypoint != null ? entrypoint : imageEntrypoint;
    List<String> rest = command != null ? command : entrypoint != null ? List.of() : imageCommand;
    java.util.ArrayList<String> argv = new java.util.ArrayList<>();
    if (first != null) {
      argv.addAll(first);
    }
    if (rest != null) {
      argv.addAll(rest);
    }
    return List.copyOf(argv);
  }
}
