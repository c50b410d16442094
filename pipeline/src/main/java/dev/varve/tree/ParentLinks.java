package dev.varve.tree;

import java.util.Locale;

/** What an entry below a symlink of a lower layer means (semantics.md section 5.5). */
public enum ParentLinks {
  /** Parents are resolved inside the root, as an extraction into one directory does. */
  FOLLOW,
  /** The link becomes an implicit directory, as on overlayfs. */
  OVERLAY;

  /** The text form in options. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
