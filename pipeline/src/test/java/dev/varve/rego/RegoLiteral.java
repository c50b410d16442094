package dev.varve.rego;

import java.util.ArrayList;
import java.util.List;

/** Values as source text of Rego. */
final class RegoLiteral {
  private RegoLiteral() {}

  static String of(Object value) {
    if (value instanceof RegoArray array) {
      return "[" + list(array.toArray()) + "]";
    }
    if (value instanceof RegoSet set) {
      return set.size() == 0 ? "set()" : "{" + list(set.toArray()) + "}";
    }
    if (value instanceof RegoObject object) {
      List<String> members = new ArrayList<>();
      Object[] values = object.valueArray();
      Object[] keys = object.keyArray();
      for (int i = 0; i < keys.length; i++) {
        members.add(of(keys[i]) + ": " + of(values[i]));
      }
      return "{" + String.join(", ", members) + "}";
    }
    return value instanceof String ? RegoJson.text(value) : value.toString();
  }

  private static String list(Object[] values) {
    List<String> shown = new ArrayList<>();
    for (Object value : values) {
      shown.add(of(value));
    }
    return String.join(", ", shown);
  }
}
