package dev.varve.rego;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Replaces several texts at once, as Go's {@code strings.NewReplacer}: from left to right, without
 * overlaps; of several that stand at one place the first given wins. An empty text stands before
 * every byte and at the end, unless another was just replaced there.
 */
final class TextReplacer {
  private final List<String> from;
  private final List<String> to;

  TextReplacer(List<String> from, List<String> to) {
    this.from = from;
    this.to = to;
  }

  String replace(String text) {
    if (from.size() == 1 && !from.get(0).isEmpty()) {
      bound(text, from.get(0), to.get(0));
      return text.replace(from.get(0), to.get(0));
    }
    List<byte[]> old = bytes(from);
    List<byte[]> fresh = bytes(to);
    byte[] source = GoText.bytes(text);
    ByteArrayOutputStream out = new ByteArrayOutputStream(source.length);
    boolean emptyBefore = false;
    int at = 0;
    while (at <= source.length) {
      Bounds.look();
      Bounds.chars(out.size());
      int match = match(old, source, at, emptyBefore);
      emptyBefore = match >= 0 && old.get(match).length == 0;
      if (match >= 0) {
        out.writeBytes(fresh.get(match));
      }
      if (match >= 0 && !emptyBefore) {
        at += old.get(match).length;
        continue;
      }
      if (emptyBefore) {
        continue; // once more at the same place, for a text that is not empty
      }
      if (at < source.length) {
        out.write(source[at]);
      }
      at++;
    }
    return GoText.of(out.toByteArray());
  }

  private static void bound(String text, String old, String fresh) {
    if (fresh.length() > old.length()) {
      Bounds.chars((long) text.length() / old.length() * fresh.length());
    }
  }

  private static List<byte[]> bytes(List<String> texts) {
    List<byte[]> bytes = new ArrayList<>();
    texts.forEach(text -> bytes.add(GoText.bytes(text)));
    return bytes;
  }

  private static int match(List<byte[]> old, byte[] source, int at, boolean withoutEmpty) {
    for (int i = 0; i < old.size(); i++) {
      byte[] candidate = old.get(i);
      if ((candidate.length > 0 || !withoutEmpty)
          && at + candidate.length <= source.length
          && Arrays.equals(candidate, 0, candidate.length, source, at, at + candidate.length)) {
        return i;
      }
    }
    return -1;
  }
}
