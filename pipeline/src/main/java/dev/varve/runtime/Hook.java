package dev.varve.runtime;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that a run spec has run, or asked, beside the container's own start: a probe, a step of
 * the container's life, or a program of the host.
 *
 * @param event {@code liveness}, {@code readiness}, {@code startup}, {@code post-start}, {@code
 *     pre-stop}, or an OCI hook's name such as {@code createRuntime}
 * @param argv the words of a program; empty for other ways
 * @param address host and port, or the URL, of what is asked; empty for programs
 * @param user as whom the program runs; null for the container's own user
 * @param privileged whether it runs with more than the container has
 * @param env variables set for it alone
 */
public record Hook(
    String event,
    Way way,
    List<String> argv,
    String address,
    @Nullable String user,
    boolean privileged,
    List<EnvVar> env)
    implements java.io.Serializable {
  public Hook {
    argv = List.copyOf(argv);
    env = List.copyOf(env);
  }

  /** How it is done. */
  public enum Way {
    /** A program inside the container. */
    EXEC,
    /** A program of the host, outside the container. */
    HOST_EXEC,
    HTTP,
    TCP,
    GRPC,
    SLEEP;

    /** The text form in facts. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
