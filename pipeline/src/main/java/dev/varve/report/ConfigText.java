package dev.varve.report;

import dev.varve.policy.BuildSecrets;
import java.util.List;

/** What may be shown of a changed field of an image's config. */
public final class ConfigText {
  private static final String BETWEEN = ", ";

  private ConfigText() {}

  /**
   * The value with secrets taken out.
   *
   * @param field such as {@code env.PATH}: a variable or label is judged by its name too
   * @param value as {@link dev.varve.diff.ConfigDiff} writes it; a list has brackets around it
   */
  public static String shown(String field, String value) {
    if (value.startsWith("[") && value.endsWith("]")) {
      List<String> words = List.of(value.substring(1, value.length() - 1).split(BETWEEN, -1));
      return "[" + String.join(BETWEEN, BuildSecrets.redactWords(words)) + "]";
    }
    return BuildSecrets.redactValue(field.substring(field.indexOf('.') + 1), value);
  }
}
