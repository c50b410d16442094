package dev.varve.rego;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Values from JSON and as JSON, in the way of Go's {@code encoding/json}, which OPA uses. */
public final class RegoJson {
  /** Values are walked recursively. */
  private static final int MAX_DEPTH = 1_000;

  private static final int MAX_NUMBER_DIGITS = 1_000;

  /** Without a limit on a string, since the whole text is in memory already. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_DIGITS)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private static final char REPLACEMENT = '\ufffd';
  private static final String HEX = "0123456789abcdef";

  private RegoJson() {}

  /**
   * Reads one value. Numbers stay as they are written; of keys that come twice the last counts.
   *
   * @param content UTF-8
   * @throws BuiltinError if it is not JSON, with the reason
   */
  public static Object read(byte[] content) {
    try (JsonParser parser = FACTORY.createParser(content)) {
      return whole(parser);
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** As {@link #read(byte[])}. */
  public static Object read(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return whole(parser);
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** Whether a text is one value in JSON, however large its numbers. */
  static boolean isValid(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      parser.finishToken();
      return parser.nextToken() == null;
    } catch (JsonProcessingException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // text in memory does not fail
    }
  }

  private static BuiltinError malformed(IOException e) {
    if (e instanceof JsonProcessingException json) {
      return new BuiltinError(json.getOriginalMessage());
    }
    throw new UncheckedIOException(e); // text in memory does not fail
  }

  private static Object whole(JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new BuiltinError("unexpected end of JSON input");
    }
    Object value = value(parser, token);
    if (parser.nextToken() != null) {
      throw new BuiltinError("more than one value");
    }
    return value;
  }

  private static Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> {
        RegoObject object = new RegoObject(8);
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
          object.put(wellFormed(key), value(parser, parser.nextToken()));
        }
        yield object;
      }
      case START_ARRAY -> {
        RegoArray array = new RegoArray();
        for (JsonToken item = parser.nextToken();
            item != JsonToken.END_ARRAY;
            item = parser.nextToken()) {
          array.add(value(parser, item));
        }
        yield array;
      }
      case VALUE_STRING -> wellFormed(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        try {
          yield RegoNumber.of(parser.getText());
        } catch (NumberFormatException e) {
          throw new BuiltinError(String.valueOf(e.getMessage()));
        }
      }
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> RegoNull.NULL;
      default -> throw new BuiltinError("unexpected " + token);
    };
  }

  /** The text with U+FFFD for each half of a pair that stands alone, as Go has it. */
  public static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          return replaced(text);
        }
      }
    }
    return text;
  }

  private static String replaced(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point ->
                out.appendCodePoint(
                    Character.getType(point) == Character.SURROGATE ? REPLACEMENT : point));
    return out.toString();
  }

  /**
   * A value as JSON, as Go's {@code json.Marshal} writes it: keys in order, sets as arrays, no
   * spaces, and {@code <}, {@code >} and {@code &} escaped. A key that is no string is written as
   * JSON within a string.
   */
  public static String text(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof String text) {
      quote(text, out);
    } else if (value instanceof RegoArray array) {
      list(array.shared(), array.size(), out);
    } else if (value instanceof RegoSet set) {
      list(set.sorted(), set.size(), out);
    } else if (value instanceof RegoObject object) {
      members(object, out);
    } else {
      out.append(value);
    }
  }

  private static void members(RegoObject object, StringBuilder out) {
    Object[] keys = object.sortedKeys();
    Object[] values = object.sortedValues();
    // Strings come after scalars and before all else: then every key is one.
    if (object.size() > 0
        && !(keys[0] instanceof String && keys[object.size() - 1] instanceof String)) {
      RegoObject named = new RegoObject(object.size());
      for (int i = 0; i < object.size(); i++) {
        named.put(keys[i] instanceof String ? keys[i] : text(keys[i]), values[i]);
      }
      members(named, out);
      return;
    }
    out.append('{');
    for (int i = 0; i < object.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      quote((String) keys[i], out);
      out.append(':');
      write(values[i], out);
    }
    out.append('}');
  }

  private static void list(Object[] values, int size, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < size; i++) {
      if (i > 0) {
        out.append(',');
      }
      write(values[i], out);
    }
    out.append(']');
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '<', '>', '&', '\u2028', '\u2029' -> escape(c, out);
        default -> {
          if (c < ' ') {
            escape(c, out);
          } else if (isAlone(text, i)) {
            escape(REPLACEMENT, out);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** Half of a pair without the other: a byte that is not part of UTF-8. */
  private static boolean isAlone(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private static void escape(char c, StringBuilder out) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX.charAt((c >> shift) & 15));
    }
  }
}
