package dev.varve.layer;

import dev.varve.blob.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Digests of a program in the algorithms of the package databases, so that it can be told whether
 * the program is what its package brought.
 *
 * @param md5 as dpkg keeps it; null if it was not computed
 * @param sha1 as apk keeps it; null if it was not computed
 */
public record PackageDigests(@Nullable Bytes md5, @Nullable Bytes sha1)
    implements java.io.Serializable {
  public static final PackageDigests NONE = new PackageDigests(null, null);
}
