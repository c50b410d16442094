package dev.varve.report.seal;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ProgramOutput;
import dev.varve.image.ProgramPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * OpenSSH's {@code ssh-keygen}, which signs files and checks signatures ({@code -Y}, since 8.0). It
 * asks for a passphrase, or for a touch of a hardware key, on the terminal; an agent is asked where
 * {@code SSH_AUTH_SOCK} says.
 */
record SshKeygen(Path program) {
  /** What a signature is for: one made for something else does not count here. */
  static final String NAMESPACE = "varve";

  /** Somebody may have to find a key to touch. */
  private static final int TIME_LIMIT_SECONDS = 120;

  private static final int MAX_COMPLAINT = 400;

  static SshKeygen require(ProgramPath programs, String name) throws InputException {
    return new SshKeygen(
        programs
            .find("ssh-keygen")
            .orElseThrow(
                () ->
                    new InputException(
                        ReasonCode.SIGNING_FAILED,
                        name,
                        "there is no program ssh-keygen on the PATH; install OpenSSH's client")));
  }

  ProgramOutput run(Path scratch, String input, List<String> arguments, String name)
      throws InputException, IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    try {
      return ProgramOutput.of(
          command, scratch, scratch, input.getBytes(StandardCharsets.US_ASCII), TIME_LIMIT_SECONDS);
    } catch (TimeoutException e) {
      throw new InputException(ReasonCode.SIGNING_FAILED, name, "ssh-keygen " + e.getMessage());
    }
  }

  /** What the program complains about, on one line. */
  static String complaint(ProgramOutput output) {
    String text =
        (output.errors() + output.output())
            .lines()
            .map(line -> line.replace('@', ' ').strip())
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("; "));
    if (text.isEmpty()) {
      return "ssh-keygen exited with status " + output.status();
    }
    return "ssh-keygen says: "
        + (text.length() <= MAX_COMPLAINT ? text : text.substring(0, MAX_COMPLAINT) + "…");
  }
}
