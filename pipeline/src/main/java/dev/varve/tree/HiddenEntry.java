package dev.varve.tree;

import dev.varve.layer.Entry;
import java.util.Locale;

/**
 * A member whose name no longer shows what it put there (semantics.md section 7).
 *
 * @param layer that ships it
 * @param hiddenBytes its size if the inode has no name in the final tree, else 0
 * @param by index of the layer that hid it
 */
public record HiddenEntry(int layer, Entry entry, long hiddenBytes, int by, Cause cause) {

  /** Why a member is hidden. */
  public enum Cause {
    WHITEOUT,
    OPAQUE,
    REPLACED,
    REPLACED_PARENT,
    DUPLICATE,
    REJECTED,
    LINK_FAILED,
    META,
    MARKER;

    /** The text form in outputs. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
