package dev.varve.tree;

import dev.varve.blob.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One real path through all layers.
 *
 * @param states ascending by layer, never empty; the first is not null
 */
record PathHistory(Bytes path, List<Since> states) {

  /** The state of a path from one layer on; null means that it is gone. */
  record Since(int layer, @Nullable NameState state) {}

  /** The state after the last layer, or null. */
  @Nullable NameState last() {
    return states.get(states.size() - 1).state();
  }

  /** What each layer changed here, ascending by layer (semantics.md section 6). */
  List<Change> changes() {
    List<Change> out = new ArrayList<>(states.size());
    NameState before = null;
    for (Since since : states) {
      Change change = change(since.layer(), before, since.state());
      if (change != null) {
        out.add(change);
      }
      before = since.state();
    }
    return out;
  }

  private @Nullable Change change(
      int layer, @Nullable NameState before, @Nullable NameState after) {
    if (before == null) {
      return after == null
          ? null
          : new Change(layer, path, Change.Kind.ADDED, List.of(), null, after.inode());
    }
    if (after == null) {
      return new Change(layer, path, Change.Kind.DELETED, List.of(), before.inode(), null);
    }
    List<Attribute> attributes = InodeComparison.differences(before.inode(), after.inode());
    Change.Kind kind;
    if (attributes.stream().anyMatch(Attribute::isContent)) {
      kind = Change.Kind.MODIFIED_CONTENT;
    } else if (attributes.stream().anyMatch(a -> a != Attribute.MTIME)) {
      kind = Change.Kind.MODIFIED_METADATA;
    } else if (!attributes.isEmpty() || after.layer() == layer) {
      kind = Change.Kind.RESHIPPED;
    } else {
      return null;
    }
    return new Change(layer, path, kind, attributes, before.inode(), after.inode());
  }
}
