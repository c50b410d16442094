package dev.varve.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON strictly (RFC 8259): UTF-8 with or without a byte order mark, one value, no key twice,
 * no comments, no {@code NaN}. Size and nesting are bounded (design.md section 9).
 */
public final class Json {
  /** Values are walked recursively, so a user's own limit must not get past what a stack bears. */
  static final int HIGHEST_DEPTH = 1_000;

  /** Digits of one number; parsing takes time that grows faster than their count. */
  private static final int MAX_NUMBER_DIGITS = 1_000;

  /** Honest documents of 16 MiB have fewer; 16 MiB of empty arrays would take most of a heap. */
  private static final int MAX_TOKENS = 4_000_000;

  private Json() {}

  /**
   * @param document what messages call it
   */
  public static JsonValue parse(Bytes content, String document, Limits limits)
      throws InputException {
    return parse(content.unsafeArray(), document, limits);
  }

  /** Only reads {@code content}. */
  public static JsonValue parse(byte[] content, String document, Limits limits)
      throws InputException {
    return tree(DocumentText.decode(content, document, limits), document, limits);
  }

  /** Reads to the end, or to one byte past the limit; does not close the stream. */
  public static JsonValue parse(InputStream in, String document, Limits limits)
      throws InputException, IOException {
    return parse(in.readNBytes(limits.maxJsonBytes() + 1), document, limits);
  }

  /** As {@link #parse}, for documents that must be an object. */
  public static JsonObject parseObject(Bytes content, String document, Limits limits)
      throws InputException {
    JsonValue value = parse(content, document, limits);
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new InputException(
        ReasonCode.JSON_MALFORMED, document, "it is " + value.kind() + ", not an object");
  }

  /**
   * The items of a document that is an array, each exactly as written there, without the space
   * around it. The document must have been parsed before.
   */
  public static List<Bytes> itemsVerbatim(Bytes content, String document, Limits limits)
      throws InputException {
    String text = DocumentText.decode(content.unsafeArray(), document, limits);
    List<Bytes> items = new ArrayList<>();
    try (JsonParser parser = factory(limits).createParser(text)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        items.add(Bytes.utf8(text.substring(from, (int) parser.currentLocation().getCharOffset())));
      }
    } catch (JsonProcessingException e) {
      throw malformed(document, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // text in memory does not fail
    }
    return items;
  }

  private static JsonValue tree(String text, String document, Limits limits) throws InputException {
    int maxDepth = Math.min(limits.maxJsonDepth(), HIGHEST_DEPTH);
    try (JsonParser parser = factory(limits).createParser(text)) {
      Deque<Open> open = new ArrayDeque<>();
      JsonValue root = null;
      int tokens = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (root != null) {
          throw malformed(document, parser, "more than one value");
        }
        if (++tokens > MAX_TOKENS) {
          throw new InputException(
              ReasonCode.JSON_TOO_LARGE,
              document,
              "more than " + MAX_TOKENS + " keys, values and brackets" + where(parser));
        }
        JsonValue value;
        switch (token) {
          case START_OBJECT, START_ARRAY -> {
            if (open.size() == maxDepth) {
              throw new InputException(
                  ReasonCode.JSON_TOO_DEEP,
                  document,
                  "nested deeper than " + maxDepth + where(parser));
            }
            open.push(new Open(token == JsonToken.START_OBJECT));
            continue;
          }
          case FIELD_NAME -> {
            String key = parser.currentName();
            if (!open.element().key(key, parser.currentTokenLocation().getLineNr())) {
              throw malformed(document, parser, "the key '" + key + "' appears twice");
            }
            continue;
          }
          case END_OBJECT, END_ARRAY -> value = open.pop().close();
          case VALUE_STRING -> value = new JsonString(parser.getText());
          case VALUE_NUMBER_INT -> value = new JsonNumber(integer(parser));
          case VALUE_NUMBER_FLOAT -> value = JsonNumber.of(fraction(parser, document));
          case VALUE_TRUE -> value = new JsonBool(true);
          case VALUE_FALSE -> value = new JsonBool(false);
          case VALUE_NULL -> value = JsonNull.NULL;
          default -> throw malformed(document, parser, "unexpected " + token);
        }
        if (open.isEmpty()) {
          root = value;
        } else {
          open.element().add(value, parser.currentTokenLocation().getLineNr());
        }
      }
      if (root == null) {
        throw new InputException(ReasonCode.JSON_MALFORMED, document, "the document is empty");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw malformed(document, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // text in memory does not fail
    }
  }

  private static Number integer(JsonParser parser) throws IOException {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? parser.getBigIntegerValue()
        : Long.valueOf(parser.getLongValue());
  }

  private static double fraction(JsonParser parser, String document)
      throws IOException, InputException {
    double value = parser.getDoubleValue();
    if (Double.isInfinite(value)) {
      throw malformed(document, parser, "the number " + parser.getText() + " is out of range");
    }
    return value;
  }

  private static JsonFactory factory(Limits limits) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxStringLength(limits.maxJsonBytes())
                .maxNameLength(limits.maxJsonBytes())
                .maxNestingDepth(Integer.MAX_VALUE) // counted above, under its own code
                .maxNumberLength(MAX_NUMBER_DIGITS)
                .build())
        // Names come from images: they must not pile up in a table that outlives the document.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .build();
  }

  private static InputException malformed(String document, JsonProcessingException e) {
    String place =
        e.getLocation() == null
            ? ""
            : " (line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr()
                + ")";
    InputException malformed =
        new InputException(ReasonCode.JSON_MALFORMED, document, withoutText(e) + place);
    malformed.initCause(e);
    return malformed;
  }

  /** A bare word where a value was expected may be a secret that somebody forgot to quote. */
  private static String withoutText(JsonProcessingException e) {
    return e.getOriginalMessage()
        .replaceFirst("^Unrecognized token '.*': ", "a word without quotes: ");
  }

  private static InputException malformed(String document, JsonParser parser, String what) {
    return new InputException(ReasonCode.JSON_MALFORMED, document, what + where(parser));
  }

  private static String where(JsonParser parser) {
    return " (line "
        + parser.currentTokenLocation().getLineNr()
        + ", column "
        + parser.currentTokenLocation().getColumnNr()
        + ")";
  }

  /** An object or array whose end has not been read. */
  private static final class Open {
    private final @Nullable Map<String, JsonValue> members;
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final List<JsonValue> items = new ArrayList<>();
    private final List<Integer> itemLines = new ArrayList<>();
    private String key = "";

    Open(boolean object) {
      members = object ? new LinkedHashMap<>() : null;
    }

    /** False if the key has been there before. */
    boolean key(String next, int line) {
      key = next;
      return lines.put(next, line) == null;
    }

    void add(JsonValue value, int line) {
      if (members != null) {
        members.put(key, value);
      } else {
        items.add(value);
        itemLines.add(line);
      }
    }

    JsonValue close() {
      return members != null
          ? new JsonObject(members, lines, Map.of())
          : new JsonArray(
              items, itemLines.stream().mapToInt(Integer::intValue).toArray(), Map.of());
    }
  }
}
