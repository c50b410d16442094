package dev.varve.rego;

/**
 * Values as OPA prints them for people: sets in braces, {@code set()} for the empty one, a blank
 * after commas and colons, strings quoted as in Go.
 */
final class RegoNotation {
  private RegoNotation() {}

  static String text(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Object value, StringBuilder out) {
    Bounds.chars(out.length());
    if (value instanceof String text) {
      out.append(GoQuote.text(text, false));
    } else if (value instanceof RegoArray array) {
      out.append('[');
      list(array.toArray(), out);
      out.append(']');
    } else if (value instanceof RegoSet set && set.size() == 0) {
      out.append("set()");
    } else if (value instanceof RegoSet set) {
      out.append('{');
      list(set.toArray(), out);
      out.append('}');
    } else if (value instanceof RegoObject object) {
      Object[] keys = object.keyArray();
      Object[] values = object.valueArray();
      out.append('{');
      for (int i = 0; i < keys.length; i++) {
        out.append(i == 0 ? "" : ", ");
        write(keys[i], out);
        out.append(": ");
        write(values[i], out);
      }
      out.append('}');
    } else {
      out.append(value);
    }
  }

  private static void list(Object[] values, StringBuilder out) {
    for (int i = 0; i < values.length; i++) {
      out.append(i == 0 ? "" : ", ");
      write(values[i], out);
    }
  }
}
