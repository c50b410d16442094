package dev.varve.tree;

import dev.varve.blob.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one layer did to one real path (semantics.md section 6).
 *
 * @param layer index from 0
 * @param attributes all that differ, in order; empty for added and deleted
 * @param before null if added
 * @param after null if deleted
 */
public record Change(
    int layer,
    Bytes path,
    Kind kind,
    List<Attribute> attributes,
    @Nullable Inode before,
    @Nullable Inode after) {

  /** The kinds of change. */
  public enum Kind {
    ADDED("added"),
    MODIFIED_CONTENT("modified-content"),
    MODIFIED_METADATA("modified-metadata"),
    RESHIPPED("reshipped"),
    DELETED("deleted");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** The text form in outputs. */
    public String label() {
      return label;
    }
  }
}
