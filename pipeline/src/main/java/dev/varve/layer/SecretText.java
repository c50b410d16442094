package dev.varve.layer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Secrets in texts of all kinds (scripts, an image's config and build record, run specs), told by
 * the name of a variable and the look of its value, or by the form that tokens of well-known
 * services have. What is kept or shown of such a text is what this class lets through. Images
 * choose these texts, so every pattern takes time that grows with the text and no faster: none can
 * begin again inside what it has run over.
 */
public final class SecretText {
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
              // A quote that nothing closes, as in a text that was cut off, holds all the rest.
              + "(\"[^\"]*+\"?|'[^']*+'?"
              // The options of a mount go on with the next name.
              + "|(?:[^\\s;&|\"',]|,(?![A-Za-z_][A-Za-z0-9_.-]{0,64}=))++)");

  /** What a word, a quoted text or a value of an assignment may be. */
  private static final String VALUE = "(\"[^\"]*+\"?|'[^']*+'?|[^\\s;&|\"'\u001F]++)";

  /** {@code --name value}: the value is the next word. */
  private static final Pattern OPTION =
      Pattern.compile(
          "(?<![A-Za-z0-9_.-])--?([A-Za-z][A-Za-z0-9_.-]*+)[ \\t\u001F]{1,4}(?!-)" + VALUE);

  /** {@code Name: value} of a header, {@code "name": "value"} of a JSON text. */
  private static final Pattern FIELD =
      Pattern.compile(
          "(?<![A-Za-z0-9_.-])((?:[A-Za-z_][A-Za-z0-9_.-]*+)(?:[\"']\\s{0,4}:\\s{0,4}|:\\s{1,4}"
              + "|(?<=(?i:x-[a-z0-9-]{1,40})):))"
              + "(\"[^\"]*+\"?|'[^']*+'?|[^\\s,;&|\"'{}\\[\\]\u001F]++)");

  /** Options whose value names a secret that is kept elsewhere. */
  private static final Set<String> REFERENCES = Set.of("secret", "secrets");

  /** A value that names a file, or a mounted secret. */
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?:id|src|source|type|env|target)=.*|(?:pass|env|file|fd):[A-Z_/].*"
              + "|.*\\.(?:pem|key|crt|cer|p12|jks|json|txt|ya?ml|env|conf|toml|ini)");

  public static final String REDACTED = "****";

  /** Stands before and after a mark that {@link #seal} has left; from the private use area. */
  private static final char SEAL_BEGIN = '\uE0F0';

  private static final char SEAL_END = '\uE0F1';

  /** What stands for a secret in models that are kept for a later run. */
  private static final String SEALED = SEAL_BEGIN + REDACTED + SEAL_END;

  /** As {@link #SEAL_END}, of a secret that its own form gave away. */
  private static final char FORM_SEAL_END = '\uE0F2';

  private static final String SEALED_FORM = SEAL_BEGIN + REDACTED + FORM_SEAL_END;

  /** A form in which secrets are written without a name: what is kept of it, and what is not. */
  private record Form(Pattern pattern, String shown) {
    Form(String pattern, String shown, int flags) {
      this(Pattern.compile(pattern, flags), shown);
    }
  }

  private static final List<Form> FORMS =
      List.of(
          new Form(
              "-----BEGIN ([A-Z ]{0,40})PRIVATE KEY-----(?![*\uE0F0])(?:(?!-----)[\\s\\S])*+",
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
          new Form(
              "(?<![A-Za-z0-9])((?:mysql|mariadb)[a-z-]{0,10}(?=[ \\t\u001F])[^;&|\\n]{0,96}?"
                  + "[ \\t\u001F]-p)(?![$<*'\"\\s\u001F])[^\\s;&|\u001F]{3,128}",
              "$1" + REDACTED,
              0),
          new Form(
              "(?<![A-Za-z0-9])(sshpass[ \\t\u001F]{1,4}-p[ \\t\u001F]{0,4}['\"]?)"
                  + "(?![$<*])[^\\s;&|'\"\u001F]{3,128}",
              "$1" + REDACTED,
              0),
          new Form(
              "(?<![A-Za-z0-9])((?:docker|podman|nerdctl|buildah|skopeo|helm|oras|crane|az)"
                  + "[ \\t\u001F](?:[^;&|\\n]{0,32}?[ \\t\u001F])?login(?=[ \\t\u001F])[^;&|\\n]{0,96}?[ \\t\u001F]-p[ =\\t\u001F]{0,4}['\"]?)"
                  + "(?![$<*])[^\\s;&|'\"\u001F]{3,128}",
              "$1" + REDACTED,
              0),
          new Form(
              "(?<![A-Za-z0-9])(redis-cli(?=[ \\t\u001F])[^;&|\\n]{0,96}?[ \\t\u001F]-a[ \\t\u001F]{1,4}['\"]?)"
                  + "(?![$<*])[^\\s;&|'\"\u001F]{3,128}",
              "$1" + REDACTED,
              0),
          new Form(
              "(?<![A-Za-z0-9])((?:curl|wget)(?=[ \\t\u001F])[^;&|\\n]{0,96}?[ \\t\u001F](?:-u|--user)"
                  + "[ =\\t\u001F]{0,4}['\"]?[^\\s:'\"\u001F]{1,64}:)(?![$<*])[^\\s;&|'\"\u001F]{1,128}",
              "$1" + REDACTED,
              0),
          new Form(
              "(?<![A-Za-z0-9])(echo[ \\t\u001F]{1,4}['\"]?[^\\s:'\"]{1,64}:)(?![$<*])"
                  + "[^\\s;&|'\"]{1,128}(?=['\"]?\\s{0,4}\\|\\s{0,4}chpasswd)",
              "$1" + REDACTED,
              0),
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

  private static final String WORD_END = "\u001F";

  /** The beginnings of tokens that stand in texts without any sign. */
  private static final Pattern TOKEN_START = Pattern.compile("AKIA|ASIA|eyJ|AIza");

  /** Something that every secret without a form of its own has beside it. */
  private static final Pattern TELLING =
      Pattern.compile(
          "(?i)pass|pwd|secret|token|credential|key|auth|bearer|login|mysql|mariadb|redis|curl|wget"
              + "|://|(?:npm|gh[pousr]|live|pat|hf)_|glpat-|xox|pypi-|AIza|AKIA|ASIA|eyJ");

  private static final int MAX_QUOTED_CHARS = 4096;

  private SecretText() {}

  /** Whether a variable's value is a secret. */
  public static boolean isSecret(String name, String value) {
    return SecretNames.isSecret(name) && looksReal(unquoted(value));
  }

  /**
   * What tells that a value is or holds a secret: {@code name}, or {@code form} of the value
   * itself; null if nothing does.
   */
  public static @Nullable String shape(String name, String value) {
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

  /** The text with the value of every secret assignment, option and field and all tokens out. */
  public static String redact(String text) {
    return mayHoldSecrets(text) ? unsealed(without(text, REDACTED)) : text;
  }

  /**
   * The words of a command with secrets taken out, also where one word says what the next one is:
   * {@code --password VALUE}.
   */
  public static List<String> redactWords(List<String> words) {
    return words(words, REDACTED).stream().map(SecretText::unsealed).toList();
  }

  /** What was taken out of a text. */
  public static List<String> secretsIn(String text, String redacted) {
    List<String> secrets = new ArrayList<>();
    int at = 0;
    String[] kept = redacted.split(Pattern.quote(REDACTED), -1);
    for (int i = 0; i < kept.length; i++) {
      int next =
          i + 1 == kept.length && kept[i].isEmpty() ? text.length() : text.indexOf(kept[i], at);
      if (next < 0) {
        return secrets;
      }
      if (i > 0 && next > at) {
        secrets.add(unquoted(text.substring(at, next)));
      }
      at = next + kept[i].length();
    }
    return secrets;
  }

  /**
   * A script with secrets taken out, line by line: most lines hold no word that stands beside a
   * secret, and a script is read while its layer streams by.
   */
  static String redactScript(String script) {
    StringBuilder out = new StringBuilder(script.length());
    int from = 0;
    while (from < script.length()) {
      int to = endOfLine(script, from);
      boolean telling = TELLING.matcher(script).region(from, to).find();
      if (telling) {
        to = endOfQuotes(script, from, to);
      }
      out.append(telling ? redact(script.substring(from, to)) : script.substring(from, to));
      from = to;
    }
    return out.toString();
  }

  private static int endOfLine(String script, int from) {
    int end = script.indexOf('\n', from);
    return end < 0 ? script.length() : end + 1;
  }

  /** The end of the line in which the last quotes of some text are closed, within bounds. */
  private static int endOfQuotes(String script, int from, int lineEnd) {
    int bound = Math.min(script.length(), lineEnd + MAX_QUOTED_CHARS);
    char open = 0;
    for (int i = from; i < bound; i++) {
      char c = script.charAt(i);
      if (open == 0 && i >= lineEnd) {
        return i == lineEnd ? lineEnd : endOfLine(script, i);
      }
      if (open == 0 && (c == '"' || c == '\'')) {
        open = c;
      } else if (c == open) {
        open = 0;
      }
    }
    // Nothing closes them, as behind an apostrophe of a comment: the line stands for itself.
    boolean broken = script.charAt(lineEnd - 1) == '\n';
    return open == 0 ? bound : broken ? lineEnd - 1 : lineEnd;
  }

  /**
   * As {@link #redact(String)}, but what is left tells this class that there was a secret: models
   * that a run keeps give the same facts as those they were made from.
   */
  public static String seal(String text) {
    return mayHoldSecrets(text) ? without(text, SEALED) : text;
  }

  /** As {@link #redactValue}, in the manner of {@link #seal}. */
  public static String sealValue(String name, String value) {
    return isSecret(name, value) && !givesItselfAway(value) ? SEALED : seal(value);
  }

  /** As {@link #redactWords}, in the manner of {@link #seal}. */
  public static List<String> sealWords(List<String> words) {
    return words(words, SEALED);
  }

  /** Whether a value is a secret by its own form, whatever its variable is called. */
  public static boolean givesItselfAway(String value) {
    return !value.equals(SEALED) && !redact(value).equals(value);
  }

  private static String unsealed(String text) {
    return text.chars().noneMatch(c -> c >= SEAL_BEGIN && c <= FORM_SEAL_END)
        ? text
        : text.replaceAll("[" + SEAL_BEGIN + "-" + FORM_SEAL_END + "]", "");
  }

  /** Most texts of a document are too plain to be looked at with every pattern. */
  private static boolean mayHoldSecrets(String text) {
    if (text.length() < 5) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '=' || c == ' ' || c == '"' || c == '\'' || c == SEAL_BEGIN || c == '\u001F') {
        return true;
      }
      if ((c == ':' || c == '_' || c == '-') && i + 1 < text.length()) {
        return true;
      }
    }
    return TOKEN_START.matcher(text).find();
  }

  private static List<String> words(List<String> words, String mark) {
    List<String> shown = new ArrayList<>();
    String option = "";
    for (String word : words) {
      boolean secret = !option.isEmpty() && !word.startsWith("-") && isOptionsSecret(option, word);
      shown.add(secret ? mark : without(word, mark));
      option = word.matches("--?[A-Za-z][A-Za-z0-9_.-]*") ? word.replaceFirst("^--?", "") : "";
    }
    // Programs that take a password in a way of their own are told by their whole command.
    String joined = without(String.join(WORD_END, shown), mark);
    List<String> together = List.of(joined.split(WORD_END, -1));
    return together.size() == words.size() ? together : shown;
  }

  private static String without(String text, String mark) {
    String rest = replaced(text, ASSIGNMENT, mark, SecretText::isSecret);
    rest = replaced(rest, OPTION, mark, SecretText::isOptionsSecret);
    rest = replaced(rest, FIELD, mark, SecretText::isFieldsSecret);
    String formed = mark.equals(SEALED) ? SEALED_FORM : mark;
    for (Form form : FORMS) {
      rest = form.pattern().matcher(rest).replaceAll(form.shown().replace(REDACTED, formed));
    }
    return rest;
  }

  /** Whether a value is secret by the name before it. */
  private interface NamedSecret {
    boolean test(String name, String value);
  }

  private static String replaced(String text, Pattern pattern, String mark, NamedSecret secret) {
    Matcher matcher = pattern.matcher(text);
    StringBuilder out = new StringBuilder();
    int shown = 0;
    while (matcher.find()) {
      if (secret.test(matcher.group(1), matcher.group(2))) {
        boolean formed = mark.equals(SEALED) && holdsForm(matcher.group(2));
        out.append(text, shown, matcher.start(2)).append(formed ? SEALED_FORM : mark);
        shown = matcher.end();
      }
    }
    return shown == 0 ? text : out.append(text, shown, text.length()).toString();
  }

  private static boolean isOptionsSecret(String name, String value) {
    return !REFERENCES.contains(name)
        && isSecret(name, value)
        && !REFERENCE.matcher(unquoted(value)).matches();
  }

  /** Prose has colons too, so a value without quotes must look like no word. */
  private static boolean isFieldsSecret(String written, String value) {
    String name = written.substring(0, written.indexOf(':')).strip();
    if (name.endsWith("\"") || name.endsWith("'")) {
      name = name.substring(0, name.length() - 1);
    }
    boolean quoted = value.startsWith("\"") || value.startsWith("'");
    boolean telling = quoted || value.chars().anyMatch(Character::isDigit);
    return telling && !value.startsWith("//") && isSecret(name, value);
  }

  /** Whether a text holds a secret that its own form gives away, such as a service's token. */
  public static boolean holdsForm(String text) {
    return text.indexOf(FORM_SEAL_END) >= 0
        || FORMS.stream().anyMatch(form -> form.pattern().matcher(text).find());
  }

  /** Names of the variables that a text sets to secrets, in order. */
  public static List<String> namesIn(String text) {
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
