package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings of applications: environment files, configuration by well-known names, state of
 * Terraform and dumps of databases (policy-catalogue.md section 3, SEC-04). A value counts if the
 * name before it is a secret's and it looks like none that a person would make up as an example: a
 * variable, a path, a call, a word.
 */
final class SettingsFile {
  /** Such files are small; what comes later in one is not looked at. */
  static final int MAX_BYTES = 256 << 10;

  private static final int MAX_MATCHES = 100;
  private static final int LEAST_CHARACTERS = 8;
  private static final int MOST_CHARACTERS = 256;

  /** Bits of a character, below which a text is repetition or a word. */
  private static final double LEAST_ENTROPY = 2.5;

  /** {@code NAME=value}, {@code name: value}, {@code 'name' => 'value'}, one or more on a line. */
  private static final Pattern SETTING =
      Pattern.compile(
          "(?<![A-Za-z0-9_.$-])[\"']?([A-Za-z_][A-Za-z0-9_.-]{1,80}+)[\"']?[ \\t]{0,8}+"
              + "(?:=>|:=|=|:)[ \\t]{0,8}+(?:\"([^\"\\r\\n]{0,256})\"|'([^'\\r\\n]{0,256})'"
              + "|([^\\s\"'#,;(){}\\[\\]]{1,256}+)(?=[ \\t]*(?:[#,;}\\r\\n]|$)))",
          Pattern.MULTILINE);

  /** {@code CREATE USER … IDENTIFIED BY 'x'} in a dump. */
  private static final Pattern IDENTIFIED =
      Pattern.compile(
          "(?i)\\b(?:identified by|encrypted password|with password) '([^'\\r\\n]{1,256})'");

  /** {@code define('NAME', 'value')} of PHP. */
  private static final Pattern DEFINED =
      Pattern.compile(
          "define\\(\\s{0,8}+['\"]([A-Za-z_][A-Za-z0-9_]{1,80}+)['\"]\\s{0,8}+,\\s{0,8}+"
              + "['\"]([^'\"\\r\\n]{1,256})['\"]");

  /** What names stand for themselves in settings, and no file of examples. */
  private static final Pattern NAME =
      Pattern.compile(
          "\\.env(?:\\.(?:prod|production|local|dev|development|staging|test))?|[a-z0-9_-]{1,40}\\.env"
              + "|(?:local_|prod_|production_)?settings\\.py|(?:local|prod|production)\\.(?:json|ya?ml)"
              + "|application(?:-[a-z0-9]{1,20})?\\.(?:ya?ml|properties)"
              + "|appsettings(?:\\.[a-z0-9]{1,20})?\\.json"
              + "|(?:config|database|db|secrets?|parameters|credentials|storage)\\.(?:ya?ml|json|toml|ini|php|rb)"
              + "|wp-config\\.php|(?:docker-)?compose(?:\\.[a-z0-9]{1,20})?\\.ya?ml"
              + "|[a-z0-9_.-]{1,40}\\.tfvars|[a-z0-9_.-]{0,40}\\.tfstate(?:\\.backup)?"
              + "|(?:dump|backup|init|db)[a-z0-9_.-]{0,40}\\.sql");

  /** No name above is longer. */
  private static final int MAX_NAME = 80;

  /** What the names above end in: most names are told apart by one byte. */
  private static final String LAST_LETTERS = "bdegilnpstvyBDEGILNPSTVY";

  /** What everybody tries first. */
  private static final Set<String> DEFAULTS =
      Set.of(
          "admin",
          "admin123",
          "changeit",
          "changeme",
          "change_me",
          "default",
          "letmein",
          "mysql",
          "passw0rd",
          "password",
          "password1",
          "password123",
          "postgres",
          "qwerty",
          "root",
          "secret",
          "test",
          "test123",
          "toor",
          "123456",
          "12345678");

  private SettingsFile() {}

  /** Whether a file is one, by its name alone. */
  static boolean isOne(Bytes path) {
    Bytes name = PathOrder.baseName(path);
    return !name.isEmpty()
        && name.length() <= MAX_NAME
        && LAST_LETTERS.indexOf(name.at(name.length() - 1)) >= 0
        && NAME.matcher(name.text().toLowerCase(Locale.ROOT)).matches();
  }

  /** The secrets in the text of such a file. */
  static List<SecretMatch> find(Bytes text) {
    // One character for each byte, so that positions are offsets.
    String content = new String(text.unsafeArray(), StandardCharsets.ISO_8859_1);
    List<SecretMatch> found = new ArrayList<>();
    LineCount lines = new LineCount(content);
    Matcher setting = SETTING.matcher(content);
    while (setting.find() && found.size() < MAX_MATCHES) {
      String name = setting.group(1);
      int group = setting.group(2) != null ? 2 : setting.group(3) != null ? 3 : 4;
      if (SecretNames.isSecret(name)) {
        add(found, name, setting.group(group), setting.start(group), text, lines);
      }
    }
    Matcher defined = DEFINED.matcher(content);
    while (defined.find() && found.size() < MAX_MATCHES) {
      if (SecretNames.isSecret(defined.group(1))) {
        add(found, defined.group(1), defined.group(2), defined.start(2), text, lines);
      }
    }
    Matcher identified = IDENTIFIED.matcher(content);
    while (identified.find() && found.size() < MAX_MATCHES) {
      add(found, "password", identified.group(1), identified.start(1), text, lines);
    }
    return found;
  }

  private static void add(
      List<SecretMatch> found, String name, String value, int from, Bytes text, LineCount lines) {
    String detector = DEFAULTS.contains(value.toLowerCase(Locale.ROOT)) ? "config-default" : "";
    if (detector.isEmpty()) {
      if (!looksSecret(value)) {
        return;
      }
      detector = "config-secret";
    }
    found.add(
        new SecretMatch(
            detector,
            lines.at(from),
            from,
            text.slice(from, from + value.length()),
            name + "=[" + value.length() + "]",
            name + "=****"));
  }

  private static boolean looksSecret(String value) {
    return value.length() >= LEAST_CHARACTERS
        && value.length() <= MOST_CHARACTERS
        && value.indexOf(' ') < 0
        && !value.startsWith("/")
        && !value.startsWith("./")
        && !value.contains("://")
        && !value.contains("${")
        && !value.contains("%(")
        && !value.contains("{{")
        && !value.contains("process.env")
        && !value.contains("environ")
        && !value.contains("getenv")
        && Placeholders.isPassword(value)
        && kindsOfCharacters(value) >= 2
        && entropy(value) >= LEAST_ENTROPY;
  }

  /** Letters, digits, others: a word has one kind, and so has a number. */
  private static int kindsOfCharacters(String value) {
    boolean letters = value.chars().anyMatch(Character::isLetter);
    boolean digits = value.chars().anyMatch(Character::isDigit);
    boolean others = value.chars().anyMatch(c -> "!@#$%^&*+=?~/|<>".indexOf(c) >= 0);
    return (letters ? 1 : 0) + (digits ? 1 : 0) + (others ? 1 : 0);
  }

  private static double entropy(String value) {
    int[] counts = new int[256];
    value.chars().forEach(c -> counts[c & 0xFF]++);
    double bits = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = (double) count / value.length();
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits;
  }
}
