package dev.varve.image.registry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a registry wants before it answers: the header {@code WWW-Authenticate} (RFC 9110, section
 * 11.6.1; distribution's token specification).
 *
 * <pre>{@code Bearer realm="https://auth.example/token",service="registry.example",scope="..."}
 * </pre>
 *
 * @param scheme in lower case
 * @param parameters by name in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
  static final String BEARER = "bearer";
  static final String BASIC = "basic";

  private static final Pattern SCHEME =
      Pattern.compile("\\s*,?\\s*([A-Za-z][A-Za-z0-9_-]*)(?=\\s|$)");
  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\s*,?\\s*([A-Za-z][A-Za-z0-9_-]*)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s,\"]*))");

  Challenge {
    parameters = new TreeMap<>(parameters);
  }

  /** The strongest challenge that this program can answer, or null if there is none. */
  static @Nullable Challenge strongest(List<String> headers) {
    Challenge basic = null;
    for (String header : headers) {
      for (Challenge challenge : parse(header)) {
        if (challenge.scheme.equals(BEARER) && challenge.parameters.containsKey("realm")) {
          return challenge;
        }
        if (challenge.scheme.equals(BASIC)) {
          basic = challenge;
        }
      }
    }
    return basic;
  }

  private static List<Challenge> parse(String header) {
    List<Challenge> found = new java.util.ArrayList<>();
    Matcher scheme = SCHEME.matcher(header);
    Matcher parameter = PARAMETER.matcher(header);
    int at = 0;
    while (scheme.region(at, header.length()).lookingAt()) {
      at = scheme.end();
      Map<String, String> parameters = new TreeMap<>();
      while (parameter.region(at, header.length()).lookingAt()) {
        String quoted = parameter.group(2);
        parameters.putIfAbsent(
            parameter.group(1).toLowerCase(Locale.ROOT),
            quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
        at = parameter.end();
      }
      found.add(new Challenge(scheme.group(1).toLowerCase(Locale.ROOT), parameters));
    }
    return found;
  }

  /** A parameter's value, or null. */
  @Nullable String parameter(String name) {
    return parameters.get(name);
  }
}
