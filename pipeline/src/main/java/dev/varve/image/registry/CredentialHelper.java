package dev.varve.image.registry;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program {@code docker-credential-NAME} (docker-credential-helpers): gets a registry's name on
 * its standard input and prints an account as JSON.
 */
final class CredentialHelper {
  /** A name becomes part of a program's name, and is nothing but that. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]+");

  private static final int TIME_LIMIT_SECONDS = 30;

  /** How all helpers say that they know no account. */
  private static final String NOT_FOUND = "credentials not found";

  /** What they give as user name together with an identity token. */
  private static final String TOKEN_USER = "<token>";

  private final String name;
  private final String config;
  private final RegistryAccess access;

  /**
   * @param config the file that names the helper, for messages
   */
  CredentialHelper(String name, String config, RegistryAccess access) {
    this.name = name;
    this.config = config;
    this.access = access;
  }

  /** The account kept under a key, or null if there is none. */
  @Nullable Credentials get(String key) throws InputException, IOException {
    if (!NAME.matcher(name).matches()) {
      throw trouble("a credential helper's name has small letters, digits and hyphens only");
    }
    String program = "docker-credential-" + name;
    Path file =
        access
            .programs()
            .find(program)
            .orElseThrow(() -> trouble("the credential helper " + program + " is not on the PATH"));
    ProgramRun run = ProgramRun.of(List.of(file.toString(), "get"), key, TIME_LIMIT_SECONDS);
    if (run.status() != 0) {
      if (run.output().contains(NOT_FOUND)) {
        return null;
      }
      throw trouble(
          run.status() < 0
              ? program + " took longer than " + TIME_LIMIT_SECONDS + " s, or said too much"
              : program + " exited with status " + run.status());
    }
    JsonObject answer = answer(run.output());
    String user = answer == null ? "" : answer.textIn(config, "Username");
    String secret = answer == null ? "" : answer.textIn(config, "Secret");
    if (user.isEmpty() || secret.isEmpty()) {
      throw trouble(program + " printed no account");
    }
    return new Credentials(user.equals(TOKEN_USER) ? "" : user, secret);
  }

  /** The object that was printed, or null; no message shows what it holds. */
  private static @Nullable JsonObject answer(String output) {
    try {
      return Json.parse(output.getBytes(StandardCharsets.UTF_8), "", Limits.DEFAULT)
              instanceof JsonObject object
          ? object
          : null;
    } catch (InputException e) {
      return null;
    }
  }

  private InputException trouble(String detail) {
    return new InputException(ReasonCode.CREDENTIALS_UNUSABLE, config, detail);
  }
}
