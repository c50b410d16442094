package dev.varve.rego;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Strings as Go has them, which are bytes. A byte that is not part of UTF-8, as {@code
 * base64.decode} may give it, is one low surrogate that stands alone: {@code U+DC00} plus the byte.
 * Hashing and encoding such a string sees the bytes again; in JSON it becomes U+FFFD.
 */
final class GoText {
  private static final int ESCAPED = 0xDC00;
  private static final int BYTE = 0xFF;

  private GoText() {}

  static String of(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return escaped(bytes);
    }
  }

  private static String escaped(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length);
    int at = 0;
    while (at < bytes.length) {
      int length = sequence(bytes, at);
      if (length == 0) {
        out.append((char) (ESCAPED + (bytes[at] & BYTE)));
        at++;
      } else {
        out.append(new String(bytes, at, length, StandardCharsets.UTF_8));
        at += length;
      }
    }
    return out.toString();
  }

  /** How many bytes the character there has, or 0 if there is none. */
  private static int sequence(byte[] bytes, int at) {
    for (int length = 1; length <= 4 && at + length <= bytes.length; length++) {
      try {
        CharBuffer decoded =
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length));
        if (decoded.length() > 0) {
          return length;
        }
      } catch (CharacterCodingException e) {
        continue; // cut short, or no character: one byte more tells
      }
    }
    return 0;
  }

  static byte[] bytes(String text) {
    int escapes = 0;
    for (int i = 0; i < text.length(); i++) {
      escapes += isEscape(text, i) ? 1 : 0;
    }
    if (escapes == 0) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (isEscape(text, i)) {
        out.writeBytes(text.substring(start, i).getBytes(StandardCharsets.UTF_8));
        out.write(text.charAt(i) - ESCAPED);
        start = i + 1;
      }
    }
    out.writeBytes(text.substring(start).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  /** Whether what looks like a code point is a byte that is not part of one. */
  static boolean isByte(int point) {
    return point >= ESCAPED && point <= ESCAPED + BYTE;
  }

  private static boolean isEscape(String text, int i) {
    char c = text.charAt(i);
    return c >= ESCAPED
        && c <= ESCAPED + BYTE
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  /** Length in bytes. */
  static int length(String text) {
    return bytes(text).length;
  }

  static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }

  /** Go's {@code unicode.IsSpace}. */
  static boolean isSpace(int point) {
    return switch (point) {
      case '\t', '\n', 0x0B, '\f', '\r', ' ', 0x85, 0xA0 -> true;
      default -> point > BYTE && Character.isSpaceChar(point);
    };
  }
}
