package dev.varve.tree;

import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import org.jspecify.annotations.Nullable;

/**
 * What a name in a tree stands for: the entry that shipped it, or a directory that only appeared as
 * a parent. Compared by identity, because several names may share one.
 */
public final class Inode {
  private final @Nullable Entry entry;
  private final int layer;

  private Inode(@Nullable Entry entry, int layer) {
    this.entry = entry;
    this.layer = layer;
  }

  /** An inode shipped by an entry of {@code layer}. */
  public static Inode shipped(Entry entry, int layer) {
    return new Inode(entry, layer);
  }

  /** An implicit directory: 0755, 0:0, time 0 (semantics.md section 4). */
  public static Inode implicit(int layer) {
    return new Inode(null, layer);
  }

  /** The entry that shipped it; null for an implicit directory. */
  public @Nullable Entry entry() {
    return entry;
  }

  /** Index of the layer that shipped it. */
  public int layer() {
    return layer;
  }

  public EntryKind kind() {
    return entry == null ? EntryKind.DIR : entry.kind();
  }

  public boolean isFile() {
    return kind() == EntryKind.FILE;
  }

  public boolean isDirectory() {
    return kind() == EntryKind.DIR;
  }

  public boolean isSymlink() {
    return kind() == EntryKind.SYMLINK;
  }

  public long size() {
    return entry == null ? 0 : entry.size();
  }

  public int modeBits() {
    return entry == null ? 0755 : entry.treeModeBits();
  }

  public long uid() {
    return entry == null ? 0 : entry.uid();
  }

  public long gid() {
    return entry == null ? 0 : entry.gid();
  }

  public long mtimeSeconds() {
    return entry == null ? 0 : entry.mtimeSeconds();
  }

  public int mtimeNanos() {
    return entry == null ? 0 : entry.mtimeNanos();
  }
}
