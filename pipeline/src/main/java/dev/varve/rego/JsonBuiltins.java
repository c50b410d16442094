package dev.varve.rego;

import java.util.Map;

/** JSON within strings. OPA: topdown/encoding.go; Go's package {@code encoding/json}. */
final class JsonBuiltins {
  private JsonBuiltins() {}

  static void register(Map<String, Builtin> all) {
    all.put("json.marshal", a -> RegoJson.text(a[0]));
    all.put("json.marshal_with_options", JsonBuiltins::marshal);
    all.put("json.unmarshal", a -> RegoJson.read(Operands.text(a, 0)));
    all.put("json.is_valid", a -> a[0] instanceof String text && RegoJson.isValid(text));
  }

  private static Object marshal(Object[] arguments) {
    RegoObject options = Operands.object(arguments, 1);
    String indent = "\t";
    String prefix = "";
    boolean pretty = false;
    Boolean asked = null;
    Object[] values = options.valueArray();
    Object[] keys = options.keyArray();
    for (int i = 0; i < keys.length; i++) {
      Object value = values[i];
      String key = RegoNotation.text(keys[i]);
      switch (key) {
        case "\"prefix\"" -> {
          prefix = text(key, value);
          pretty = true;
        }
        case "\"indent\"" -> {
          indent = text(key, value);
          pretty = true;
        }
        case "\"pretty\"" -> {
          if (!(value instanceof Boolean truth)) {
            throw Operands.error(1, "key " + key + " failed cast to bool");
          }
          asked = truth;
        }
        default -> throw Operands.error(1, "object contained unknown key " + key);
      }
    }
    String json = RegoJson.text(arguments[0]);
    return (asked == null ? pretty : asked) ? indented(json, prefix, indent) : json;
  }

  private static String text(String key, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw Operands.error(1, "key " + key + " failed cast to string: " + Values.typeName(value));
  }

  /** Go's {@code json.Indent}; empty arrays and objects stay on one line. */
  private static String indented(String json, String prefix, String indent) {
    StringBuilder out = new StringBuilder(prefix);
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (quoted || c == '"') {
        out.append(c);
        if (quoted && c == '\\') {
          out.append(json.charAt(++i));
        } else if (c == '"') {
          quoted = !quoted;
        }
        continue;
      }
      Bounds.chars(out.length());
      boolean empty =
          i + 1 < json.length()
              && (c == '[' || c == '{')
              && (json.charAt(i + 1) == ']' || json.charAt(i + 1) == '}');
      if (empty) {
        out.append(c).append(json.charAt(++i));
      } else if (c == '[' || c == '{') {
        line(out.append(c), prefix, indent, ++depth);
      } else if (c == ']' || c == '}') {
        line(out, prefix, indent, --depth);
        out.append(c);
      } else if (c == ',') {
        line(out.append(c), prefix, indent, depth);
      } else {
        out.append(c).append(c == ':' ? " " : "");
      }
    }
    return out.toString();
  }

  private static void line(StringBuilder out, String prefix, String indent, int depth) {
    Bounds.chars(out.length() + prefix.length() + (long) indent.length() * depth);
    out.append('\n').append(prefix).append(indent.repeat(depth));
  }
}
