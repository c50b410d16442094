package dev.varve.policy;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Secrets in an image's config and build record, told by the name of a variable and the look of its
 * value. Facts and findings show what this class lets through, and no more.
 */
public final class BuildSecrets {
  /** Whole words of a name, so that neither MONKEY nor PASSWORDLESS counts. */
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i)(?:^|[_.-])(?:passwd|password|passphrase|pwd|secret|token|credentials?"
              + "|api_?key|access_?key|private_?key|secret_?key|auth_?key)(?:[_.-]\\d+)?$");

  /** Names that end in these speak about a secret and are none. */
  private static final Pattern HARMLESS_NAME =
      Pattern.compile("(?i)(?:^|_)(?:gpg_key|public_key)$|_(?:file|path|dir|url|id|name)$");

  /** What people write where a secret will be put later, or to switch something. */
  private static final Set<String> PLACEHOLDERS =
      Set.of(
          "changeme",
          "change_me",
          "example",
          "null",
          "none",
          "true",
          "false",
          "yes",
          "no",
          "xxx",
          "redacted",
          "todo",
          "secret",
          "password");

  /** {@code NAME=value}, the value bare or in quotes, as history commands and ARG lists hold it. */
  private static final Pattern ASSIGNMENT =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_.-]*)=(\"[^\"]*\"|'[^']*'|[^\\s;&|\"']+)");

  static final String REDACTED = "****";

  private BuildSecrets() {}

  /** Whether a variable's value is a secret. */
  static boolean isSecret(String name, String value) {
    return SECRET_NAME.matcher(name).find()
        && !HARMLESS_NAME.matcher(name).find()
        && looksReal(unquoted(value));
  }

  private static boolean looksReal(String value) {
    return value.length() >= 4
        && !value.contains("$")
        && !value.startsWith("/")
        && !value.startsWith("<")
        && !value.matches("[*x.]+")
        && !PLACEHOLDERS.contains(value.toLowerCase(java.util.Locale.ROOT));
  }

  /** The text with the value of every secret assignment replaced. */
  public static String redact(String text) {
    Matcher matcher = ASSIGNMENT.matcher(text);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      boolean secret = isSecret(matcher.group(1), matcher.group(2));
      String kept = secret ? matcher.group(1) + "=" + REDACTED : matcher.group();
      matcher.appendReplacement(out, Matcher.quoteReplacement(kept));
    }
    return matcher.appendTail(out).toString();
  }

  /** Names of the variables that a text sets to secrets, in order. */
  static java.util.List<String> namesIn(String text) {
    java.util.List<String> names = new java.util.ArrayList<>();
    Matcher matcher = ASSIGNMENT.matcher(text);
    while (matcher.find()) {
      if (isSecret(matcher.group(1), matcher.group(2)) && !names.contains(matcher.group(1))) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() >= 2
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
