package dev.varve.policy;

import dev.varve.blob.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What stays of a path when the same thing is built again: hashes, UUIDs and versions are replaced,
 * so that {@code /nix/store/<hash>-x} and {@code foo-1.2.dist-info} keep their findings
 * (policy-catalogue.md section 2, "Fingerprints").
 */
final class PathKey {
  private static final Pattern UUID =
      Pattern.compile(
          "(?<![0-9A-Za-z])[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}"
              + "-[0-9A-Fa-f]{12}(?![0-9A-Za-z])");

  /** A store path's hash (Nix and Guix: 32 characters of base 32), or 16 and more hex digits. */
  private static final Pattern HASH =
      Pattern.compile(
          "(?<=store/)[0-9a-z]{32}(?=-)|(?<![0-9A-Za-z])[0-9A-Fa-f]{16,}(?![0-9A-Za-z])");

  /** Numbers joined by dots; a shared library's single number is part of its name. */
  private static final Pattern VERSION = Pattern.compile("[0-9]+(?:\\.[0-9]+)+");

  private PathKey() {}

  /** Works on bytes: everything that is replaced is ASCII, everything else stays as it is. */
  static Bytes of(Bytes path) {
    String text = new String(path.unsafeArray(), StandardCharsets.ISO_8859_1);
    String key = UUID.matcher(text).replaceAll("<uuid>");
    key = HASH.matcher(key).replaceAll("<hash>");
    key = VERSION.matcher(key).replaceAll("<version>");
    return Bytes.wrap(key.getBytes(StandardCharsets.ISO_8859_1));
  }
}
