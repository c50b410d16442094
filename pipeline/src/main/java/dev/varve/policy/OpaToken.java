package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.NearbyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The secret that an OPA server knows its clients by. Nothing prints it. */
public final class OpaToken {
  /** Where it is taken from if no file is named. */
  public static final String VARIABLE = "VARVE_OPA_TOKEN";

  /** For where no server is asked. */
  static final OpaToken NONE = new OpaToken(null);

  private final @Nullable String value;

  private OpaToken(@Nullable String value) {
    this.value = value;
  }

  /**
   * The token of this process: from a file, else from the environment, else none.
   *
   * @param file its only line is the token; null if none is named
   */
  public static OpaToken of(@Nullable Path file, Map<String, String> environment)
      throws InputException, IOException {
    if (file == null) {
      String given = environment.getOrDefault(VARIABLE, "").strip();
      return new OpaToken(given.isEmpty() ? null : required(given, VARIABLE));
    }
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
      return new OpaToken(required(text, file.toString()));
    } catch (NoSuchFileException e) {
      InputException missing =
          new InputException(ReasonCode.UNREADABLE, file.toString(), NearbyFile.missing(file));
      missing.initCause(e);
      throw missing;
    }
  }

  /** Only what may stand in a header; a line break would begin another one. */
  private static String required(String token, String source) throws InputException {
    if (!token.matches("[!-~]+")) {
      throw new InputException(
          ReasonCode.POLICY_FAILED, source, "a token is one line of visible ASCII characters");
    }
    return token;
  }

  @Nullable String value() {
    return value;
  }

  @Override
  public String toString() {
    return value == null ? "no token" : "a token";
  }
}
