package dev.varve.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Files of variables as engines read them ({@code --env-file}, {@code format: raw}): a name, an
 * equals sign, and the rest of the line as it is. Quotes and dollar signs mean themselves.
 */
public final class RawEnvFile {
  private RawEnvFile() {}

  /**
   * The variables in order; a later line wins.
   *
   * @param caller gives the value of a name that stands alone; null if there is none
   */
  public static Map<String, @Nullable String> parse(
      String text, Function<String, @Nullable String> caller) {
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    text.lines()
        .map(String::stripLeading)
        .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith("="))
        .forEach(
            line -> {
              int equals = line.indexOf('=');
              if (equals < 0) {
                values.put(line.strip(), caller.apply(line.strip()));
              } else {
                values.put(line.substring(0, equals), line.substring(equals + 1));
              }
            });
    return values;
  }
}
