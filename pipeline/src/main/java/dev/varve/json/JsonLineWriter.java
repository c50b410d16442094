package dev.varve.json;

import dev.varve.blob.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as canonical JSON lines (semantics.md section 10). Keys may be put in any order
 * and come out sorted; a key must not be put twice in one object. One writer serves millions of
 * records without making garbage: texts are encoded once, into one buffer, where {@link #endObject}
 * sorts them.
 *
 * <pre>{@code
 * writer.begin().put("record", "hidden").put("path", path).put("size", 12);
 * writer.beginObject("entry").put("mode", "0644").endObject();
 * writer.end();
 * }</pre>
 *
 * <p>Does not close the stream it writes to. For use by one thread.
 */
public final class JsonLineWriter {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

  private final OutputStream out;
  private byte[] buffer = new byte[1 << 10];
  private int length;
  private byte[] sorted = new byte[1 << 10];
  private final Deque<Frame> open = new ArrayDeque<>();
  private final Deque<Frame> spare = new ArrayDeque<>();

  public JsonLineWriter(OutputStream out) {
    this.out = out;
  }

  /** Starts a record, an object. */
  public JsonLineWriter begin() {
    if (!open.isEmpty() || length != 0) {
      throw new IllegalStateException("the record before has not ended");
    }
    return openFrame(true);
  }

  /** Ends the record and writes it as one line. */
  public void end() throws IOException {
    endObject();
    if (!open.isEmpty()) {
      throw new IllegalStateException("an object or array inside the record has not ended");
    }
    append('\n');
    flushValue();
  }

  /** Writes a whole value as one line. */
  public void line(JsonValue value) throws IOException {
    if (!open.isEmpty() || length != 0) {
      throw new IllegalStateException("the record before has not ended");
    }
    add(value);
    append('\n');
    flushValue();
  }

  void flushValue() throws IOException {
    out.write(buffer, 0, length);
    length = 0;
  }

  public JsonLineWriter put(String key, String text) {
    key(key);
    appendText(text);
    return this;
  }

  public JsonLineWriter put(String key, long number) {
    key(key);
    appendLong(number);
    return this;
  }

  public JsonLineWriter put(String key, double number) {
    key(key);
    appendAscii(ShortestDecimal.of(number));
    return this;
  }

  public JsonLineWriter put(String key, boolean value) {
    key(key);
    appendAscii(value ? "true" : "false");
    return this;
  }

  /**
   * A byte string: its text, and if that does not identify it, the exact bytes in base64 under
   * {@code keyB64} (semantics.md section 3).
   */
  public JsonLineWriter put(String key, Bytes bytes) {
    key(key);
    byte[] raw = bytes.unsafeArray();
    if (bytes.isUtf8()) {
      append('"');
      appendUtf8(raw, raw.length);
      append('"');
    } else {
      appendText(bytes.text());
      put(key + "B64", bytes.base64());
    }
    return this;
  }

  /** Bytes as base64 text, such as the value of an extended attribute. */
  public JsonLineWriter putBase64(String key, byte[] bytes) {
    key(key);
    byte[] encoded = Base64.getEncoder().encode(bytes);
    append('"');
    appendUtf8(encoded, encoded.length);
    append('"');
    return this;
  }

  public JsonLineWriter put(String key, JsonValue value) {
    key(key);
    appendValue(value);
    return this;
  }

  /** An array of texts. */
  public JsonLineWriter put(String key, List<String> texts) {
    beginArray(key);
    for (String text : texts) {
      add(text);
    }
    return endArray();
  }

  /** Puts nothing if the text is null: absent members are left out. */
  public JsonLineWriter putIfPresent(String key, @Nullable String text) {
    return text == null ? this : put(key, text);
  }

  public JsonLineWriter beginObject(String key) {
    key(key);
    return openFrame(true);
  }

  /** Starts an object as an item of the open array. */
  public JsonLineWriter beginObject() {
    item();
    return openFrame(true);
  }

  public JsonLineWriter beginArray(String key) {
    key(key);
    return openFrame(false);
  }

  /** Starts an array as an item of the open array. */
  public JsonLineWriter beginArray() {
    item();
    return openFrame(false);
  }

  public JsonLineWriter add(String text) {
    item();
    appendText(text);
    return this;
  }

  public JsonLineWriter add(long number) {
    item();
    appendLong(number);
    return this;
  }

  public JsonLineWriter add(JsonValue value) {
    item();
    appendValue(value);
    return this;
  }

  public JsonLineWriter endArray() {
    Frame frame = closeFrame(false);
    spare.push(frame);
    append(']');
    return this;
  }

  public JsonLineWriter endObject() {
    Frame frame = closeFrame(true);
    sort(frame);
    spare.push(frame);
    append('}');
    return this;
  }

  private JsonLineWriter openFrame(boolean object) {
    Frame frame = spare.isEmpty() ? new Frame() : spare.pop();
    append(object ? '{' : '[');
    frame.reset(object, length);
    open.push(frame);
    return this;
  }

  private Frame closeFrame(boolean object) {
    if (open.isEmpty() || open.peek().object != object) {
      throw new IllegalStateException("no " + (object ? "object" : "array") + " to end");
    }
    return open.pop();
  }

  private void key(String key) {
    Frame frame = open.peek();
    if (frame == null || !frame.object) {
      throw new IllegalStateException("a key belongs into an object: " + key);
    }
    if (frame.count > 0) {
      append(',');
    }
    frame.add(key, length);
    appendText(key);
    append(':');
  }

  private void item() {
    Frame frame = open.peek();
    if (frame == null) {
      if (length != 0) {
        throw new IllegalStateException("a second value without a container");
      }
      return;
    }
    if (frame.object) {
      throw new IllegalStateException("a member of an object needs a key");
    }
    if (frame.count++ > 0) {
      append(',');
    }
  }

  /** Puts the members of a complete object, which end at {@link #length}, into key order. */
  private void sort(Frame frame) {
    if (!frame.sortKeys()) {
      return;
    }
    int from = frame.start;
    int total = length - from;
    if (sorted.length < total) {
      sorted = new byte[Math.max(total, sorted.length * 2)];
    }
    int at = 0;
    for (int i = 0; i < frame.count; i++) {
      int member = frame.order[i];
      int start = frame.starts[member];
      // A member ends before the comma in front of the next one.
      int stop = member + 1 < frame.count ? frame.starts[member + 1] - 1 : length;
      if (i > 0) {
        sorted[at++] = ',';
      }
      System.arraycopy(buffer, start, sorted, at, stop - start);
      at += stop - start;
    }
    System.arraycopy(sorted, 0, buffer, from, total);
  }

  private void appendValue(JsonValue value) {
    if (value instanceof JsonObject object) {
      openFrame(true);
      for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
        put(member.getKey(), member.getValue());
      }
      endObject();
    } else if (value instanceof JsonArray array) {
      openFrame(false);
      for (JsonValue item : array) {
        add(item);
      }
      endArray();
    } else if (value instanceof JsonString string) {
      appendText(string.value());
    } else if (value instanceof JsonNumber number) {
      appendNumber(number.value());
    } else if (value instanceof JsonBool bool) {
      appendAscii(bool.value() ? "true" : "false");
    } else {
      appendAscii("null");
    }
  }

  private void appendNumber(Number number) {
    if (number instanceof Long whole) {
      appendLong(whole);
    } else {
      appendAscii(
          number instanceof Double fraction
              ? ShortestDecimal.of(fraction.doubleValue())
              : number.toString());
    }
  }

  private void appendLong(long number) {
    if (number >= 0 && number < 10) {
      append((char) ('0' + number));
      return;
    }
    if (number == Long.MIN_VALUE) {
      appendAscii(Long.toString(number));
      return;
    }
    ensure(20);
    if (number < 0) {
      buffer[length++] = '-';
      number = -number;
    }
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    for (int at = length + digits - 1; at >= length; at--) {
      buffer[at] = (byte) ('0' + number % 10);
      number /= 10;
    }
    length += digits;
  }

  private void appendAscii(String text) {
    ensure(text.length());
    for (int i = 0; i < text.length(); i++) {
      buffer[length++] = (byte) text.charAt(i);
    }
  }

  private void append(char ascii) {
    ensure(1);
    buffer[length++] = (byte) ascii;
  }

  private void appendText(String text) {
    int chars = text.length();
    ensure(chars + 2);
    buffer[length++] = '"';
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        appendEscaped((byte) c, chars - i);
      } else {
        ensure(chars - i + 4);
        if (Character.isHighSurrogate(c)
            && i + 1 < chars
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          appendCodePoint(Character.toCodePoint(c, text.charAt(++i)));
        } else if (Character.isSurrogate(c)) {
          // Half a pair has no UTF-8 form; JSON's escapes can smuggle one in.
          System.arraycopy(REPLACEMENT, 0, buffer, length, REPLACEMENT.length);
          length += REPLACEMENT.length;
        } else {
          appendCodePoint(c);
        }
      }
    }
    append('"');
  }

  private void appendCodePoint(int c) {
    if (c < 0x800) {
      buffer[length++] = (byte) (0xC0 | c >> 6);
    } else if (c < 0x10000) {
      buffer[length++] = (byte) (0xE0 | c >> 12);
      buffer[length++] = (byte) (0x80 | c >> 6 & 0x3F);
    } else {
      buffer[length++] = (byte) (0xF0 | c >> 18);
      buffer[length++] = (byte) (0x80 | c >> 12 & 0x3F);
      buffer[length++] = (byte) (0x80 | c >> 6 & 0x3F);
    }
    buffer[length++] = (byte) (0x80 | c & 0x3F);
  }

  private void appendUtf8(byte[] raw, int end) {
    ensure(end);
    for (int i = 0; i < end; i++) {
      byte b = raw[i];
      if (b < 0) {
        ensure(end - i);
        buffer[length++] = b;
      } else {
        appendEscaped(b, end - i);
      }
    }
  }

  /**
   * @param left characters still to come, this one included
   */
  private void appendEscaped(byte b, int left) {
    ensure(left + 6);
    if (b >= 0x20 && b != '"' && b != '\\') {
      buffer[length++] = b;
      return;
    }
    buffer[length++] = '\\';
    switch (b) {
      case '"', '\\' -> buffer[length++] = b;
      case '\b' -> buffer[length++] = 'b';
      case '\t' -> buffer[length++] = 't';
      case '\n' -> buffer[length++] = 'n';
      case '\f' -> buffer[length++] = 'f';
      case '\r' -> buffer[length++] = 'r';
      default -> {
        buffer[length++] = 'u';
        buffer[length++] = '0';
        buffer[length++] = '0';
        buffer[length++] = HEX[b >> 4];
        buffer[length++] = HEX[b & 0xF];
      }
    }
  }

  private void ensure(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(length + more, buffer.length * 2));
    }
  }

  /** An object or array that has begun: where its members start, and under which keys. */
  private static final class Frame {
    private boolean object;
    private int start;
    private int count;
    private String[] keys = new String[16];
    private int[] starts = new int[16];
    private Integer[] order = new Integer[16];

    void reset(boolean isObject, int at) {
      object = isObject;
      start = at;
      count = 0;
    }

    void add(String key, int at) {
      if (count == keys.length) {
        keys = Arrays.copyOf(keys, count * 2);
        starts = Arrays.copyOf(starts, count * 2);
      }
      keys[count] = key;
      starts[count++] = at;
    }

    /** Fills {@link #order}; false if the members are in order as they are. */
    boolean sortKeys() {
      boolean inOrder = true;
      for (int i = 1; i < count; i++) {
        int compared = compare(keys[i - 1], keys[i]);
        if (compared == 0) {
          throw new IllegalStateException("the key '" + keys[i] + "' was put twice");
        }
        inOrder &= compared < 0;
      }
      if (inOrder) {
        return false;
      }
      if (order.length < count) {
        order = new Integer[keys.length];
      }
      for (int i = 0; i < count; i++) {
        order[i] = i; // small numbers are cached objects
      }
      Arrays.sort(order, 0, count, (a, b) -> compare(keys[a], keys[b]));
      for (int i = 1; i < count; i++) {
        if (keys[order[i - 1]].equals(keys[order[i]])) {
          throw new IllegalStateException("the key '" + keys[order[i]] + "' was put twice");
        }
      }
      return true;
    }

    /** By code point, which differs from {@link String#compareTo} where there are surrogates. */
    private static int compare(String a, String b) {
      int end = Math.min(a.length(), b.length());
      for (int i = 0; i < end; i++) {
        char x = a.charAt(i);
        char y = b.charAt(i);
        if (x != y) {
          boolean high = Character.isSurrogate(x);
          return high == Character.isSurrogate(y) ? Character.compare(x, y) : high ? 1 : -1;
        }
      }
      return Integer.compare(a.length(), b.length());
    }
  }
}
