package dev.varve.layer;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells what documentation and templates write in place of a secret. */
final class Placeholders {
  private static final Pattern TEMPLATE =
      Pattern.compile("[$<{%\\[].*|.*[>}]|[xX*.]+|(.)\\1*|your[-_ ].*|my[-_]?pass.*");
  private static final Set<String> WORDS =
      Set.of(
          "password",
          "passwd",
          "pass",
          "pwd",
          "pw",
          "secret",
          "token",
          "changeme",
          "example",
          "user",
          "username",
          "test",
          "foo",
          "bar",
          "baz",
          "redacted",
          "none",
          "null",
          "hunter2",
          "mypassword",
          "mysecret",
          "passw0rd",
          "p4ssword");
  private static final Set<String> HOSTS =
      Set.of("localhost", "host", "hostname", "server", "proxy");

  private Placeholders() {}

  /** Whether a text may be a real password. */
  static boolean isPassword(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return !text.isEmpty() && !WORDS.contains(lower) && !TEMPLATE.matcher(text).matches();
  }

  /** Whether a host may be a real one: documentation uses example.com and bare words. */
  static boolean isHost(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return !HOSTS.contains(lower)
        && !lower.equals("127.0.0.1")
        && !lower.startsWith("example.")
        && !lower.contains(".example.")
        && !lower.endsWith(".example");
  }
}
