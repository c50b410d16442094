package dev.varve.blob;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A digest as the OCI image specification writes it ({@code sha256:…} or {@code sha512:…}, lower
 * case). Cannot hold an invalid value.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex 64 or 128 lower-case hexadecimal digits
 */
public record Digest(String algorithm, String hex)
    implements Comparable<Digest>, java.io.Serializable {
  private static final Pattern FORM =
      Pattern.compile("(sha256):([0-9a-f]{64})|(sha512):([0-9a-f]{128})");

  public Digest {
    if (!FORM.matcher(algorithm + ":" + hex).matches()) {
      throw new IllegalArgumentException("not a digest: " + algorithm + ":" + hex);
    }
  }

  /** Parses {@code algorithm:hex}; anything else is {@code bad-digest}. */
  public static Digest parse(String text, String source) throws InputException {
    if (!FORM.matcher(text).matches()) {
      throw new InputException(
          ReasonCode.BAD_DIGEST, source, "'" + text + "' is not a sha256 or sha512 digest");
    }
    int colon = text.indexOf(':');
    return new Digest(text.substring(0, colon), text.substring(colon + 1));
  }

  public static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }

  public static Digest ofSha256(byte[] raw) {
    return new Digest("sha256", HexFormat.of().formatHex(raw));
  }

  /** The SHA-256 of the bytes given. */
  public static Digest sha256Of(byte[] content) {
    return ofSha256(messageDigest("sha256").digest(content));
  }

  /** The digest of {@code content} under this digest's algorithm. */
  public Digest recompute(byte[] content) {
    return new Digest(
        algorithm, HexFormat.of().formatHex(messageDigest(algorithm).digest(content)));
  }

  /** A fresh hash for {@code sha256} or {@code sha512}. */
  public static MessageDigest messageDigest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm.equals("sha512") ? "SHA-512" : "SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int compareTo(Digest other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
