package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells equal secrets without telling them: the first 12 hexadecimal digits of HMAC-SHA-256 under a
 * store's key. A bare digest would let anybody try out passwords against it. For one thread.
 */
final class SecretDigest {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SHOWN_BYTES = 6;

  private final byte[] key;

  /** Made for the first secret: most layers have none. */
  private @Nullable Mac mac;

  SecretDigest(byte[] key) {
    this.key = key.clone();
  }

  String sha12(Bytes secret) {
    try {
      if (mac == null) {
        mac = Mac.getInstance(ALGORITHM);
        mac.init(new SecretKeySpec(key, ALGORITHM));
      }
      return HexFormat.of().formatHex(mac.doFinal(secret.unsafeArray()), 0, SHOWN_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
