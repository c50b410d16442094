package dev.varve.rego;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address of 128 bits; those of version 4 are the ones that version 6 has for them ({@code
 * ::ffff:1.2.3.4}), and are not told from these, as in Go.
 */
record IpAddress(BigInteger value) implements Comparable<IpAddress> {
  static final int BITS = 128;
  private static final int GROUPS = 8;
  private static final int GROUP_BITS = 16;
  private static final BigInteger MAPPED = BigInteger.valueOf(0xFFFF).shiftLeft(32);
  private static final String BYTE = "(0|[1-9][0-9]{0,2})";
  private static final Pattern DOTTED =
      Pattern.compile(BYTE + "\\." + BYTE + "\\." + BYTE + "\\." + BYTE);
  private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");

  /** Null if the text is no address; one with a zone is none. */
  static @Nullable IpAddress parse(String text) {
    if (text.indexOf(':') < 0) {
      BigInteger dotted = dotted(text);
      return dotted == null ? null : new IpAddress(MAPPED.or(dotted));
    }
    int gap = text.indexOf("::");
    List<BigInteger> front = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
    List<BigInteger> back = gap < 0 ? new ArrayList<>() : groups(text.substring(gap + 2), true);
    if (front == null || back == null) {
      return null;
    }
    int missing = GROUPS - front.size() - back.size();
    if (gap < 0 ? missing != 0 : missing < 1) {
      return null;
    }
    BigInteger value = BigInteger.ZERO;
    for (BigInteger group : front) {
      value = value.shiftLeft(GROUP_BITS).or(group);
    }
    value = value.shiftLeft(GROUP_BITS * missing);
    for (BigInteger group : back) {
      value = value.shiftLeft(GROUP_BITS).or(group);
    }
    return new IpAddress(value);
  }

  private static @Nullable BigInteger dotted(String text) {
    Matcher bytes = DOTTED.matcher(text);
    if (!bytes.matches()) {
      return null;
    }
    long value = 0;
    for (int i = 1; i <= 4; i++) {
      int part = Integer.parseInt(bytes.group(i));
      if (part > 255) {
        return null;
      }
      value = value << 8 | part;
    }
    return BigInteger.valueOf(value);
  }

  /**
   * @param last whether the text ends here, where an address of version 4 may stand
   */
  private static @Nullable List<BigInteger> groups(String text, boolean last) {
    List<BigInteger> groups = new ArrayList<>();
    if (text.isEmpty()) {
      return groups;
    }
    String[] words = text.split(":", -1);
    for (int i = 0; i < words.length; i++) {
      if (last && i == words.length - 1 && words[i].indexOf('.') >= 0) {
        BigInteger dotted = dotted(words[i]);
        if (dotted == null) {
          return null;
        }
        groups.add(dotted.shiftRight(GROUP_BITS));
        groups.add(dotted.and(BigInteger.valueOf(0xFFFF)));
      } else if (GROUP.matcher(words[i]).matches()) {
        groups.add(new BigInteger(words[i], 16));
      } else {
        return null;
      }
    }
    return groups;
  }

  boolean isVersion4() {
    return value.shiftRight(32).equals(MAPPED.shiftRight(32));
  }

  IpAddress plus(int count) {
    return new IpAddress(value.add(BigInteger.valueOf(count)));
  }

  /** The address before; the first of each version is its own. */
  IpAddress previous() {
    return value.signum() == 0 || value.equals(MAPPED)
        ? this
        : new IpAddress(value.subtract(BigInteger.ONE));
  }

  @Override
  public int compareTo(IpAddress other) {
    return value.compareTo(other.value);
  }

  /** As RFC 5952 has it: the longest run of zeros left out, the first of several. */
  String text() {
    if (isVersion4()) {
      long low = value.longValue() & 0xFFFF_FFFFL;
      return (low >> 24) + "." + (low >> 16 & 255) + "." + (low >> 8 & 255) + "." + (low & 255);
    }
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = value.shiftRight(GROUP_BITS * (GROUPS - 1 - i)).intValue() & 0xFFFF;
    }
    int from = GROUPS;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        from = i;
        length = end - i;
      }
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == from) {
        out.append("::");
        i += length - 1;
      } else {
        out.append(i == 0 || i == from + length ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return out.toString();
  }
}
