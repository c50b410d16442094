package dev.varve.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Secrets in an image's config and build record, told by the name of a variable and the look of its
 * value, or by the form that tokens of well-known services have. Facts and findings show what this
 * class lets through, and no more. Images choose these texts, so every pattern takes time that
 * grows with the text and no faster: none can begin again inside what it has run over.
 */
public final class BuildSecrets {
  /**
   * What ends the name of a secret. Words that end other words too must stand alone, so that
   * neither OLDPWD nor BYPASS counts; no word stands before others, so PASSWORD_FILE does not.
   */
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i)(?:passwd|password|passphrase|secret|token|credentials?|(?:^|[_.-])(?:pwd|pass)"
              + "|(?:api|access|private|secret|auth)[_.-]?key)(?:[_.-]\\d{1,9})?$");

  /** Longer than the longest end of a name that is looked for. */
  private static final int NAME_TAIL = 64;

  /** Names that say so are no secrets: {@code NEXT_PUBLIC_API_KEY}. */
  private static final Pattern PUBLIC_NAME = Pattern.compile("(?i)(?:^|[_.-])public");

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

  /**
   * {@code NAME=value}, the value bare or in quotes, as history commands and ARG lists hold it. A
   * name starts where no other character of a name stands before.
   */
  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "(?<![A-Za-z0-9_.-])[0-9.-]*+([A-Za-z_][A-Za-z0-9_.-]*+)="
              + "(\"[^\"]*+\"|'[^']*+'|[^\\s;&|\"']++)");

  static final String REDACTED = "****";

  /** A form in which secrets are written without a name: what is kept of it, and what is not. */
  private record Form(Pattern pattern, String shown) {
    Form(String pattern, String shown, int flags) {
      this(Pattern.compile(pattern, flags), shown);
    }
  }

  private static final List<Form> FORMS =
      List.of(
          new Form(
              "-----BEGIN ([A-Z ]{0,40})PRIVATE KEY-----(?:(?!-----)[\\s\\S])*+",
              "-----BEGIN $1PRIVATE KEY-----" + REDACTED,
              0),
          // A password may hold an @ itself: the host follows the last one.
          new Form(
              "://([^\\s/?#@:\"']{0,256}+):(?![$<*])[^\\s/?#\"']{1,512}@",
              "://$1:" + REDACTED + "@",
              0),
          new Form(
              "(?<![a-z0-9])(bearer|authorization:\\s{0,4}(?:basic|token|bearer))\\s{1,4}"
                  + "(?=\\S{0,64}[0-9._+/=-])[a-z0-9._~+/=-]{8,}+",
              "$1 " + REDACTED,
              Pattern.CASE_INSENSITIVE),
          new Form("(?<![A-Za-z0-9_-])((?:npm|gh[pousr])_)[A-Za-z0-9]{36,}+", "$1" + REDACTED, 0),
          new Form(
              "(?<![A-Za-z0-9_-])(github_pat_|glpat-|xox[abeprs]-|sk_live_|rk_live_|dckr_pat_"
                  + "|pypi-|hf_|AIza)[A-Za-z0-9_-]{16,}+",
              "$1" + REDACTED,
              0),
          new Form("(?<![A-Za-z0-9_-])(AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])", "$1" + REDACTED, 0),
          new Form(
              "(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}+\\.eyJ[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]*+",
              "eyJ" + REDACTED,
              0));

  private BuildSecrets() {}

  /** Whether a variable's value is a secret. */
  static boolean isSecret(String name, String value) {
    int tail = Math.max(0, name.length() - NAME_TAIL);
    Matcher end = SECRET_NAME.matcher(name).region(tail, name.length()).useAnchoringBounds(false);
    return end.find() && !PUBLIC_NAME.matcher(name).find() && looksReal(unquoted(value));
  }

  /**
   * What tells that a value is or holds a secret: {@code name}, or {@code form} of the value
   * itself; null if nothing does.
   */
  static @Nullable String shape(String name, String value) {
    if (isSecret(name, value)) {
      return "name";
    }
    return redact(value).equals(value) ? null : "form";
  }

  private static boolean looksReal(String value) {
    return value.length() >= 4
        && !value.startsWith("$")
        && !value.contains("${")
        && !value.contains("$(")
        && !value.startsWith("/")
        && !value.startsWith("<")
        && !value.matches("[*x.]+")
        && !PLACEHOLDERS.contains(value.toLowerCase(Locale.ROOT));
  }

  /** What may be shown of the value of a variable, a label or the like. */
  public static String redactValue(String name, String value) {
    return isSecret(name, value) ? REDACTED : redact(value);
  }

  /** The text with the value of every secret assignment and all tokens replaced. */
  public static String redact(String text) {
    Matcher matcher = ASSIGNMENT.matcher(text);
    StringBuilder out = new StringBuilder();
    int shown = 0;
    while (matcher.find()) {
      if (isSecret(matcher.group(1), matcher.group(2))) {
        out.append(text, shown, matcher.start(2)).append(REDACTED);
        shown = matcher.end();
      }
    }
    String redacted = out.append(text, shown, text.length()).toString();
    for (Form form : FORMS) {
      redacted = form.pattern().matcher(redacted).replaceAll(form.shown());
    }
    return redacted;
  }

  /** Names of the variables that a text sets to secrets, in order. */
  static List<String> namesIn(String text) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = ASSIGNMENT.matcher(text);
    while (matcher.find()) {
      if (isSecret(matcher.group(1), matcher.group(2))) {
        names.add(matcher.group(1));
      }
    }
    return new ArrayList<>(names);
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() >= 2
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
