package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What may be shown of a file's text on a page that people hand on: what the detectors of design.md
 * section 3 take for a secret is replaced by {@code ****}, and so are values that their names or
 * forms give away; of password hashes only the scheme stays.
 */
public final class ShownText {
  private static final byte[] MARK = SecretText.REDACTED.getBytes(StandardCharsets.US_ASCII);

  private ShownText() {}

  /**
   * The text with secrets taken out; its lines stay lines, and bytes that are no UTF-8 stay what
   * they are.
   *
   * @param path in the image, which tells what a file is for
   * @param content the whole of it
   */
  public static Bytes of(Bytes path, Bytes content) {
    List<SecretMatch> secrets = new ArrayList<>();
    SecretScanner scanner = new SecretScanner();
    scanner.start();
    scanner.accept(content.unsafeArray(), 0, content.length());
    secrets.addAll(scanner.finish());
    Optional<CredentialFile> credentials = CredentialFile.of(path);
    if (credentials.isPresent()) {
      secrets.addAll(credentials.get().find(content));
    } else if (SettingsFile.isOne(path)) {
      secrets.addAll(SettingsFile.find(content));
    }
    byte[] shown = without(secrets, content.unsafeArray());
    if (KeptContent.of(path, 0) == KeptContent.ACCOUNTS) {
      return ContentExtractor.withoutHashes(Bytes.wrap(shown));
    }
    // One character for each byte, so that other bytes stay what they are.
    String lines = new String(shown, StandardCharsets.ISO_8859_1);
    return Bytes.wrap(SecretText.redactScript(lines).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Neither how long a secret is nor how it begins is told; the lines it stands on stay. */
  private static byte[] without(List<SecretMatch> secrets, byte[] content) {
    secrets.sort(Comparator.comparingLong(SecretMatch::from));
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length);
    int at = 0;
    for (SecretMatch secret : secrets) {
      int from = (int) Math.min(secret.from(), content.length);
      int to = (int) Math.min(secret.to(), content.length);
      if (from >= at) {
        out.write(content, at, from - at);
        out.writeBytes(MARK);
      }
      for (int i = Math.max(at, from); i < to; i++) {
        if (content[i] == '\n') {
          out.write('\n');
        }
      }
      at = Math.max(at, to);
    }
    out.write(content, at, content.length - at);
    return out.toByteArray();
  }
}
