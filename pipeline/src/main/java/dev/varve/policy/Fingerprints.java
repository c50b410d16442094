package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What tells a finding again in another run or another image (policy-catalogue.md section 2).
 *
 * <p>Each is the SHA-256, in lower-case hexadecimal, of the parts below, each followed by one zero
 * byte; text is UTF-8, paths are their exact bytes without a leading slash, an absent part is
 * empty:
 *
 * <ul>
 *   <li>{@code fp}: {@code varve.fp/1}, rule id, subject key, path key, key
 *   <li>{@code fp_content}: {@code varve.fp_content/1}, rule id, hexadecimal SHA-256 of the file's
 *       content, four octal digits of its mode
 *   <li>{@code fp_layer}: {@code varve.fp_layer/1}, rule id, diffID, path
 * </ul>
 *
 * Layer numbers, sizes, times and messages stay out of {@code fp}, so a rebuild keeps it.
 *
 * @param fp the finding itself
 * @param content the same file across images; null if the finding is not about a file's content
 * @param layer one layer at fault in many images; null if no layer is to blame
 */
public record Fingerprints(String fp, @Nullable String content, @Nullable String layer)
    implements java.io.Serializable {

  /**
   * @param path null if the finding has none
   * @param sha256 of the file's content, or null
   * @param diffId of the layer to blame, or null
   */
  static Fingerprints of(
      String rule,
      Subject subject,
      @Nullable Bytes path,
      String key,
      @Nullable Bytes sha256,
      int modeBits,
      @Nullable Digest diffId) {
    Bytes exact = path == null ? Bytes.EMPTY : path;
    String fp =
        hash(
            "varve.fp/1",
            Bytes.utf8(rule),
            Bytes.utf8(subject.key()),
            PathKey.of(exact),
            Bytes.utf8(key));
    String content =
        sha256 == null
            ? null
            : hash(
                "varve.fp_content/1",
                Bytes.utf8(rule),
                Bytes.utf8(sha256.hex()),
                Bytes.utf8(FactsJson.mode(modeBits)));
    String layer =
        diffId == null
            ? null
            : hash("varve.fp_layer/1", Bytes.utf8(rule), Bytes.utf8(diffId.toString()), exact);
    return new Fingerprints(fp, content, layer);
  }

  private static String hash(String version, Bytes... parts) {
    MessageDigest sha256 = Digest.messageDigest("sha256");
    sha256.update(Bytes.utf8(version).unsafeArray());
    sha256.update((byte) 0);
    for (Bytes part : parts) {
      sha256.update(part.unsafeArray());
      sha256.update((byte) 0);
    }
    return HexFormat.of().formatHex(sha256.digest());
  }
}
