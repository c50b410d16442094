package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An armoured private key: PEM (RFC 7468 and the older forms), OpenSSH's own, OpenPGP (RFC 9580).
 * Only a body that really decodes counts, since labels alone stand in thousands of programs.
 *
 * @param detector id of the kind of key
 * @param label between the dashes
 * @param encrypted whether a passphrase protects it
 */
record PrivateKeyBlock(String detector, String label, boolean encrypted) {
  private static final Set<String> PEM_LABELS =
      Set.of(
          "PRIVATE KEY",
          "ENCRYPTED PRIVATE KEY",
          "RSA PRIVATE KEY",
          "EC PRIVATE KEY",
          "DSA PRIVATE KEY");
  private static final String OPENSSH_LABEL = "OPENSSH PRIVATE KEY";
  private static final String PGP_LABEL = "PGP PRIVATE KEY BLOCK";
  private static final Bytes OPENSSH_MAGIC = Bytes.utf8("openssh-key-v1\0");

  /** The shortest real key, Ed25519 in PKCS 8, has 48 bytes. */
  private static final int MIN_BODY_BYTES = 40;

  static boolean isLabel(String label) {
    return PEM_LABELS.contains(label) || label.equals(OPENSSH_LABEL) || label.equals(PGP_LABEL);
  }

  /** The key between the two lines of dashes, or null if the text there is none. */
  static @Nullable PrivateKeyBlock parse(String label, Bytes text) {
    String body = text.text().replace("\\n", "\n").replace("\\r", "").replace("\r", "");
    boolean legacyEncrypted = body.contains("ENCRYPTED");
    byte[] key = decode(body, label.equals(PGP_LABEL));
    if (key == null || key.length < MIN_BODY_BYTES) {
      return null;
    }
    if (label.equals(OPENSSH_LABEL)) {
      return openSsh(label, key);
    }
    if (label.equals(PGP_LABEL)) {
      int tag = (key[0] & 0x40) != 0 ? key[0] & 0x3F : (key[0] & 0x3C) >> 2;
      boolean secretKey = (key[0] & 0x80) != 0 && tag == 5;
      return secretKey ? new PrivateKeyBlock("pgp-private-key", label, false) : null;
    }
    if (legacyEncrypted && key.length % 8 == 0) {
      return new PrivateKeyBlock("pem-private-key", label, true);
    }
    return derSequenceLength(key) == key.length
        ? new PrivateKeyBlock("pem-private-key", label, label.startsWith("ENCRYPTED"))
        : null;
  }

  private static @Nullable PrivateKeyBlock openSsh(String label, byte[] key) {
    Bytes raw = Bytes.wrap(key);
    if (!raw.startsWith(OPENSSH_MAGIC)) {
      return null;
    }
    // After the magic: the cipher's name with its length before it; "none" means no passphrase.
    int at = OPENSSH_MAGIC.length();
    boolean none = key[at + 3] == 4 && raw.slice(at + 4, at + 8).equals(Bytes.utf8("none"));
    return new PrivateKeyBlock("openssh-private-key", label, !none);
  }

  /** Base64 lines after optional header lines; OpenPGP ends with a checksum line. */
  private static byte @Nullable [] decode(String body, boolean pgp) {
    StringBuilder base64 = new StringBuilder(body.length());
    for (String line : body.split("\n", -1)) {
      String text = line.strip();
      if (text.isEmpty() || text.indexOf(':') >= 0 || (pgp && text.startsWith("="))) {
        continue;
      }
      base64.append(text);
    }
    try {
      return Base64.getDecoder().decode(base64.toString().getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      return null; // not base64: no key
    }
  }

  /** Bytes of the DER sequence at the start, header included, or -1. */
  private static long derSequenceLength(byte[] der) {
    if (der[0] != 0x30) {
      return -1;
    }
    int first = der[1] & 0xFF;
    if (first < 0x80) {
      return 2L + first;
    }
    int count = first & 0x7F;
    if (count == 0 || count > 3) {
      return -1;
    }
    long length = 0;
    for (int i = 0; i < count; i++) {
      length = length << 8 | (der[2 + i] & 0xFF);
    }
    return 2 + count + length;
  }
}
