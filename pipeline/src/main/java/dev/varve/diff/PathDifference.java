package dev.varve.diff;

import dev.varve.blob.Bytes;
import dev.varve.tree.Attribute;
import dev.varve.tree.TreeEntry;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One path that differs between two squashed trees (semantics.md section 8).
 *
 * @param attributes all that differ, in order; empty for added and removed
 * @param a in the first image, null if added
 * @param b in the second image, null if removed
 * @param movedTo where the content of a removed path went, or null
 * @param movedFrom where the content of an added path came from, or null
 */
public record PathDifference(
    Bytes path,
    Kind kind,
    List<Attribute> attributes,
    @Nullable TreeEntry a,
    @Nullable TreeEntry b,
    @Nullable Bytes movedTo,
    @Nullable Bytes movedFrom) {

  /** The kinds of difference. */
  public enum Kind {
    ADDED,
    REMOVED,
    RETYPED,
    MODIFIED,
    TOUCHED;

    /** The text form in outputs. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
