package dev.varve.runtime;

import dev.varve.tree.Inode;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who may write a file or directory, as {@code world}, {@code uid:n} and {@code gid:n}. An owner
 * counts whatever the mode says, since owners may change it; uid 0 never counts, since root may
 * write anything.
 */
final class Writers {
  static final String WORLD = "world";

  private static final int WRITE = 2;
  private static final int STICKY = 01000;

  private Writers() {}

  /** Who may change the content of {@code inode} (for a directory: its names). */
  static SortedSet<String> of(Inode inode) {
    SortedSet<String> writers = new TreeSet<>();
    if (inode.uid() != 0) {
      writers.add("uid:" + inode.uid());
    }
    if ((inode.modeBits() & 0002) != 0) {
      writers.add(WORLD);
    }
    AccessList acl = AccessList.of(inode);
    if (acl == null) {
      if ((inode.modeBits() & 0020) != 0) {
        writers.add("gid:" + inode.gid());
      }
    } else {
      addAcl(acl, inode, writers);
    }
    return writers;
  }

  /**
   * Who may put something else in place of {@code child} in {@code parent}; null stands for the
   * root directory when nothing ships it.
   */
  static SortedSet<String> replacing(@Nullable Inode parent, Inode child) {
    SortedSet<String> writers = parent == null ? new TreeSet<>() : of(parent);
    if (parent == null || (parent.modeBits() & STICKY) == 0) {
      return writers;
    }
    SortedSet<String> owners = new TreeSet<>();
    if (parent.uid() != 0) {
      owners.add("uid:" + parent.uid());
    }
    if (child.uid() != 0 && !writers.isEmpty()) {
      owners.add("uid:" + child.uid());
    }
    return owners;
  }

  /** With an access list, the mode's group bits are its mask and say nothing about the group. */
  private static void addAcl(AccessList acl, Inode inode, SortedSet<String> writers) {
    if ((acl.mask() & WRITE) == 0) {
      return;
    }
    for (AccessList.Grant grant : acl.grants()) {
      if ((grant.permissions() & WRITE) == 0) {
        continue;
      }
      if (grant.tag() == AccessList.USER && grant.id() != 0) {
        writers.add("uid:" + grant.id());
      } else if (grant.tag() == AccessList.GROUP) {
        writers.add("gid:" + grant.id());
      } else if (grant.tag() == AccessList.GROUP_OBJ) {
        writers.add("gid:" + inode.gid());
      }
    }
  }
}
