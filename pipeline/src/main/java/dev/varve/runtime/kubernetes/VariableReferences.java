package dev.varve.runtime.kubernetes;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * References to variables in commands, arguments and values: {@code $(NAME)} is replaced, {@code
 * $$} stands for a dollar sign, and what names nothing stays as it is.
 */
final class VariableReferences {
  private VariableReferences() {}

  /**
   * Replaces what can be replaced.
   *
   * @param variables with null for those whose value is not in the manifest
   * @param open receives the names of those that are referred to
   */
  static String expand(
      String text, Map<String, @Nullable String> variables, Collection<String> open) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
      if (c != '$') {
        out.append(c);
        i++;
      } else if (next == '$') {
        out.append('$');
        i += 2;
      } else {
        int end = next == '(' ? text.indexOf(')', i) : -1;
        String name = end < 0 ? "" : text.substring(i + 2, end);
        String value = variables.get(name);
        if (end < 0) {
          out.append(c);
          i++;
        } else {
          if (value == null && variables.containsKey(name)) {
            open.add(name);
          }
          out.append(value == null ? text.substring(i, end + 1) : value);
          i = end + 1;
        }
      }
    }
    return out.toString();
  }
}
