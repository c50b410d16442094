package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ProgramPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The {@code opa} program on the user's PATH: it alone compiles Rego and tests it. */
public final class OpaProgram {
  private static final int TIME_LIMIT_SECONDS = 300;

  private final Path file;

  private OpaProgram(Path file) {
    this.file = file;
  }

  /** Looks for the program where the environment's PATH says. */
  public static Optional<OpaProgram> find(Map<String, String> environment) {
    return new ProgramPath(environment.getOrDefault("PATH", "")).find("opa").map(OpaProgram::new);
  }

  /**
   * As {@link #find}, where nothing can be done without.
   *
   * @param name of the policy that needs it
   */
  public static OpaProgram require(Map<String, String> environment, String name)
      throws InputException {
    return find(environment)
        .orElseThrow(
            () ->
                new InputException(
                    ReasonCode.POLICY_FAILED,
                    name,
                    "policies are compiled by the program opa, which is not on the PATH; install"
                        + " it (https://www.openpolicyagent.org/docs/latest/#running-opa), or name"
                        + " a bundle that varve policy build has made"));
  }

  /**
   * What a run of the program gave.
   *
   * @param output of both streams if they were asked for together
   */
  public record Result(int status, String output, String errors) {}

  /**
   * Runs the program to its end.
   *
   * @param folder to run in
   * @param scratch an existing folder for its output
   * @param input for its standard input, or null
   */
  Result run(Path folder, Path scratch, byte @Nullable [] input, List<String> arguments)
      throws InputException, IOException {
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.addAll(arguments);
    Path in = scratch.resolve("opa.in");
    Path out = scratch.resolve("opa.out");
    Path err = scratch.resolve("opa.err");
    Files.write(in, input == null ? new byte[0] : input);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      if (!process.waitFor(TIME_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw failure("opa " + arguments.get(0) + " took longer than " + TIME_LIMIT_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("opa " + arguments.get(0) + " was told to stop");
    } finally {
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), text(out), text(err));
  }

  private InputException failure(String detail) {
    return new InputException(ReasonCode.POLICY_FAILED, file.toString(), detail);
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
