package dev.varve.tree;

import dev.varve.blob.Bytes;
import dev.varve.layer.ContentFact;
import org.jspecify.annotations.Nullable;

/** Access to a squashed tree by real path. */
public interface TreeLookup {
  /** The name at a real path (no symlink is followed), or null. */
  @Nullable TreeEntry find(Bytes path);

  /** What the content sidecar kept of the file a name stands for, or null. */
  @Nullable ContentFact content(TreeEntry entry);
}
