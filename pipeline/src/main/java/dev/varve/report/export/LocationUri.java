package dev.varve.report.export;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Names of files as relative URI references (RFC 3986): what a segment may not hold is escaped. */
final class LocationUri {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~@+=,";

  private LocationUri() {}

  /** A path of the machine: relative as it is, absolute with {@code file://} in front. */
  static String ofFile(String path) {
    String escaped = escape(path);
    return path.startsWith("/") ? "file://" + escaped : escaped;
  }

  /**
   * A file that exists on no disk.
   *
   * @param path below it, or null
   */
  static String ofParts(String subject, @Nullable String path) {
    String escaped = escape(subject);
    return path == null || path.isEmpty() ? escaped : escaped + "/" + escape(path);
  }

  private static String escape(String path) {
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (String segment : path.split("/", -1)) {
      if (!first) {
        out.append('/');
      }
      first = false;
      // A reader would resolve these away and arrive at another file.
      if (segment.equals(".") || segment.equals("..")) {
        out.append(segment.replace(".", "%2E"));
      } else {
        escapeSegment(segment, out);
      }
    }
    return out.toString();
  }

  private static void escapeSegment(String segment, StringBuilder out) {
    for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
      if (b > 0 && UNRESERVED.indexOf((char) b) >= 0) {
        out.append((char) b);
      } else {
        out.append(String.format("%%%02X", b & 0xff));
      }
    }
  }
}
