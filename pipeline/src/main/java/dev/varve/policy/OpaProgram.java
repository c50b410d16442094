package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ProgramOutput;
import dev.varve.image.ProgramPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
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
                    ReasonCode.OPA_MISSING,
                    name,
                    "policies are compiled by the program opa, which is not on the PATH"));
  }

  /**
   * Runs the program to its end.
   *
   * @param folder to run in
   * @param scratch an existing folder for its output
   * @param input for its standard input, or null
   */
  ProgramOutput run(Path folder, Path scratch, byte @Nullable [] input, List<String> arguments)
      throws InputException, IOException {
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.addAll(arguments);
    try {
      return ProgramOutput.of(
          command, folder, scratch, input == null ? new byte[0] : input, TIME_LIMIT_SECONDS);
    } catch (TimeoutException e) {
      throw failure("opa " + arguments.get(0) + " " + e.getMessage());
    }
  }

  private InputException failure(String detail) {
    return new InputException(ReasonCode.POLICY_FAILED, file.toString(), detail);
  }
}
