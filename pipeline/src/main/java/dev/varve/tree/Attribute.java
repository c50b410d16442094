package dev.varve.tree;

/** The attributes that count in a comparison, in output order (semantics.md section 6). */
public enum Attribute {
  KIND("kind"),
  CONTENT("content"),
  LINK_TARGET("linkTarget"),
  DEVICE("device"),
  MODE("mode"),
  UID("uid"),
  GID("gid"),
  XATTRS("xattrs"),
  MTIME("mtime");

  private final String label;

  Attribute(String label) {
    this.label = label;
  }

  /** The text form in outputs. */
  public String label() {
    return label;
  }

  /** Whether a difference in this attribute is one of content rather than metadata. */
  public boolean isContent() {
    return ordinal() <= DEVICE.ordinal();
  }
}
