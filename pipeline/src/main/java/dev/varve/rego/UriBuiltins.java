package dev.varve.rego;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** URLs in their parts, and UUIDs. OPA: topdown/uri.go, uuid.go; Go's package {@code net/url}. */
final class UriBuiltins {
  private static final String HOST_MARKS = "-._~!$&'()*+,;=:[]<>\"%";
  private static final String PATH_MARKS = "-_.~$&+,/:;=@";
  private static final String USER_MARKS = "-._:~!$&'()*+,;=%@";
  private static final Pattern UUID =
      Pattern.compile(
          "(?:(?i:urn:uuid:)|(?s:.))?([0-9a-fA-F]{8})-([0-9a-fA-F]{4})-([0-9a-fA-F]{4})"
              + "-([0-9a-fA-F]{4})-([0-9a-fA-F]{12})(?s:.)?|([0-9a-fA-F]{32})");

  /** From the beginning of the Gregorian calendar to 1970, in tenths of microseconds. */
  private static final long GREGORIAN = 122_192_928_000_000_000L;

  private UriBuiltins() {}

  static void register(Map<String, Builtin> all) {
    all.put("uri.parse", a -> parse(Operands.text(a, 0)));
    all.put("uri.is_valid", UriBuiltins::isValid);
    all.put("uuid.parse", a -> uuid(Operands.text(a, 0)));
  }

  private static Object isValid(Object[] arguments) {
    if (!(arguments[0] instanceof String text) || text.isEmpty()) {
      return false;
    }
    try {
      parse(text);
      return true;
    } catch (BuiltinError e) {
      return false;
    }
  }

  private static void put(RegoObject parts, String name, String value) {
    if (!value.isEmpty()) {
      parts.put(name, value);
    }
  }

  private static RegoObject parse(String text) {
    int hash = text.indexOf('#');
    String url = hash < 0 ? text : text.substring(0, hash);
    try {
      RegoObject parts = new RegoObject();
      withoutFragment(url, parts);
      put(parts, "fragment", hash < 0 ? "" : unescaped(text.substring(hash + 1), false));
      return parts;
    } catch (BuiltinError e) {
      throw new BuiltinError("parse " + GoQuote.text(url, false) + ": " + e.getMessage());
    }
  }

  private static void withoutFragment(String url, RegoObject parts) {
    if (url.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
      throw new BuiltinError("net/url: invalid control character in URL");
    }
    int colon = schemeEnd(url);
    String scheme = url.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
    put(parts, "scheme", scheme);
    String rest = url.substring(colon + 1);
    int question = rest.indexOf('?');
    if (question >= 0) {
      put(parts, "raw_query", rest.substring(question + 1));
      rest = rest.substring(0, question);
    }
    if (!rest.startsWith("/")) {
      if (!scheme.isEmpty()) {
        return; // opaque, such as a mail address
      }
      if (rest.split("/", 2)[0].indexOf(':') >= 0) {
        throw new BuiltinError("first path segment in URL cannot contain colon");
      }
    }
    if (rest.startsWith("//") && (!scheme.isEmpty() || !rest.startsWith("///"))) {
      int slash = rest.indexOf('/', 2);
      authority(scheme, rest.substring(2, slash < 0 ? rest.length() : slash), parts);
      rest = slash < 0 ? "" : rest.substring(slash);
    }
    if (!rest.isEmpty()) {
      String path = unescaped(rest, false);
      put(parts, "path", path);
      put(parts, "raw_path", rest.equals(escapedPath(path)) ? path : rest);
    }
  }

  /** Where the colon after the scheme is, or -1. */
  private static int schemeEnd(String url) {
    for (int i = 0; i < url.length(); i++) {
      char c = url.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (c == ':') {
        if (i == 0) {
          throw new BuiltinError("missing protocol scheme");
        }
        return i;
      }
      if (!letter && (!other || i == 0)) {
        return -1;
      }
    }
    return -1;
  }

  private static void authority(String scheme, String authority, RegoObject parts) {
    int at = authority.lastIndexOf('@');
    String host = host(scheme, authority.substring(at + 1));
    if (at >= 0) {
      String user = authority.substring(0, at);
      if (!user.codePoints().allMatch(c -> isAlphanumeric(c) || USER_MARKS.indexOf(c) >= 0)) {
        throw new BuiltinError("net/url: invalid userinfo");
      }
      unescaped(user, false);
    }
    String port = "";
    int colon = host.lastIndexOf(':');
    if (colon >= 0 && isPort(host.substring(colon))) {
      port = host.substring(colon + 1);
      host = host.substring(0, colon);
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    put(parts, "hostname", host);
    put(parts, "port", port);
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static boolean isPort(String text) {
    return text.isEmpty() || text.matches(":[0-9]*");
  }

  private static String host(String scheme, String host) {
    int open = host.lastIndexOf('[');
    if (open > 0) {
      throw new BuiltinError("invalid IP-literal");
    }
    if (open == 0) {
      int close = host.lastIndexOf(']');
      if (close < 0) {
        throw new BuiltinError("missing ']' in host");
      }
      requirePort(host.substring(close + 1));
      String address = unescaped(host.substring(1, close), true);
      int zone = address.indexOf('%');
      IpAddress parsed = IpAddress.parse(zone < 0 ? address : address.substring(0, zone));
      if (parsed == null || zone == address.length() - 1) {
        throw new BuiltinError(
            "invalid host: ParseAddr(" + GoQuote.text(address, false) + "): unable to parse IP");
      }
      if (address.indexOf(':') < 0) {
        throw new BuiltinError("invalid IP-literal");
      }
      return "[" + address + "]" + host.substring(close + 1);
    }
    boolean web = scheme.equals("http") || scheme.equals("https");
    int colon = web ? host.indexOf(':') : host.lastIndexOf(':');
    if (colon >= 0) {
      requirePort(host.substring(colon));
    }
    return unescaped(host, true);
  }

  private static void requirePort(String text) {
    if (!isPort(text)) {
      throw new BuiltinError("invalid port " + GoQuote.text(text, false) + " after host");
    }
  }

  /**
   * @param host where only bytes beyond ASCII and the percent sign itself may be escaped, and not
   *     every character may stand
   */
  private static String unescaped(String text, boolean host) {
    byte[] bytes = GoText.bytes(text);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int c = bytes[i] & 0xFF;
      if (c == '%') {
        int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
        int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
        int value = high * 16 + low;
        if (high < 0 || low < 0 || (host && value < 128 && value != '%')) {
          byte[] shown = Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + 3));
          throw new BuiltinError("invalid URL escape " + GoQuote.text(GoText.of(shown), false));
        }
        out.write(value);
        i += 2;
        continue;
      }
      if (host && c < 128 && !isAlphanumeric(c) && HOST_MARKS.indexOf(c) < 0) {
        throw new BuiltinError(
            "invalid character " + GoQuote.text(Character.toString(c), false) + " in host name");
      }
      out.write(c);
    }
    return GoText.of(out.toByteArray());
  }

  /** As Go would write it, which then says no more than the path itself. */
  private static String escapedPath(String path) {
    StringBuilder out = new StringBuilder();
    for (byte b : GoText.bytes(path)) {
      int c = b & 0xFF;
      if (isAlphanumeric(c) || PATH_MARKS.indexOf(c) >= 0) {
        out.append((char) c);
      } else {
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return out.toString();
  }

  // ---- UUIDs

  private static @Nullable Object uuid(String text) {
    Matcher parts = UUID.matcher(text);
    int length = GoText.length(text);
    // Whatever stands around it counts as braces.
    if (!parts.matches() || (length != 32 && length != 36 && length != 38 && length != 45)) {
      return null;
    }
    String digits =
        parts.group(6) != null
            ? parts.group(6)
            : parts.group(1) + parts.group(2) + parts.group(3) + parts.group(4) + parts.group(5);
    byte[] bytes = HexFormat.of().parseHex(digits);
    long version = (bytes[6] & 0xF0) >> 4;
    RegoObject result = new RegoObject();
    result.put("version", version);
    result.put("variant", variant(bytes[8]));
    if (version == 1 || version == 2) {
      long high = Long.parseUnsignedLong(digits.substring(0, 16), 16);
      long time = high >>> 32 | (high >>> 16 & 0xFFFF) << 32 | (high & 0xFFF) << 48;
      result.put("time", (time - GREGORIAN) * 100);
      result.put(
          "nodeid", digits.substring(20).toLowerCase(Locale.ROOT).replaceAll("(..)(?!$)", "$1-"));
      result.put("macvariables", station(bytes[10]));
      result.put("clocksequence", (long) ((bytes[8] & 0x3F) << 8 | bytes[9] & 0xFF));
      if (version == 2) {
        result.put("id", Long.parseLong(digits.substring(0, 8), 16));
        result.put("domain", domain(bytes[9] & 0xFF));
      }
    }
    return result;
  }

  private static String variant(byte b) {
    if ((b & 0xC0) == 0x80) {
      return "RFC4122";
    }
    return (b & 0xE0) == 0xC0 ? "Microsoft" : (b & 0xE0) == 0xE0 ? "Future" : "Reserved";
  }

  private static String station(byte b) {
    return ((b & 2) == 0 ? "global:" : "local:") + ((b & 1) == 0 ? "unicast" : "multicast");
  }

  private static String domain(int number) {
    return switch (number) {
      case 0 -> "Person";
      case 1 -> "Group";
      case 2 -> "Org";
      default -> "Domain" + number;
    };
  }
}
