package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.util.List;

/**
 * Content kept from one regular file while its layer streamed by (design.md section 3).
 *
 * @param ordinal of the member in its tar
 * @param path of the member in normal form
 * @param head the first bytes: up to 4 KiB of an executable, up to 64 KiB of a script, the whole of
 *     a file that is always kept (such as etc/passwd); empty if only matches were kept
 * @param whole whether {@code head} is the whole content
 * @param matches what the built-in content detectors found, redacted, by line then detector
 * @param digests of a program that a package may have brought
 */
public record ContentFact(
    int ordinal,
    Bytes path,
    Bytes head,
    boolean whole,
    List<ContentMatch> matches,
    PackageDigests digests)
    implements java.io.Serializable {
  public ContentFact {
    matches = List.copyOf(matches);
  }

  /** Content of which the package databases' digests are not known. */
  public ContentFact(
      int ordinal, Bytes path, Bytes head, boolean whole, List<ContentMatch> matches) {
    this(ordinal, path, head, whole, matches, PackageDigests.NONE);
  }
}
