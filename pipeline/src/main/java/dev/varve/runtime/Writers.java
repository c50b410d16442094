package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.tree.Inode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

  private static final Bytes ACL = Bytes.utf8("system.posix_acl_access");
  private static final int ACL_VERSION = 2;
  private static final int ACL_USER = 0x02;
  private static final int ACL_GROUP_OBJ = 0x04;
  private static final int ACL_GROUP = 0x08;
  private static final int ACL_MASK = 0x10;
  private static final int ACL_WRITE = 2;
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
    Bytes acl = acl(inode);
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

  private static @Nullable Bytes acl(Inode inode) {
    Entry entry = inode.entry();
    Bytes value = entry == null ? null : entry.xattr(ACL);
    return value != null && value.length() >= 4 && value.length() % 8 == 4 ? value : null;
  }

  /** With an access list, the mode's group bits are its mask and say nothing about the group. */
  private static void addAcl(Bytes acl, Inode inode, SortedSet<String> writers) {
    ByteBuffer in = ByteBuffer.wrap(acl.toArray()).order(ByteOrder.LITTLE_ENDIAN);
    if (in.getInt() != ACL_VERSION) {
      return;
    }
    int mask = 7;
    SortedSet<String> named = new TreeSet<>();
    while (in.hasRemaining()) {
      int tag = in.getShort();
      int permissions = in.getShort();
      long id = Integer.toUnsignedLong(in.getInt());
      if (tag == ACL_MASK) {
        mask = permissions;
      } else if ((permissions & ACL_WRITE) != 0) {
        if (tag == ACL_USER && id != 0) {
          named.add("uid:" + id);
        } else if (tag == ACL_GROUP) {
          named.add("gid:" + id);
        } else if (tag == ACL_GROUP_OBJ) {
          named.add("gid:" + inode.gid());
        }
      }
    }
    if ((mask & ACL_WRITE) != 0) {
      writers.addAll(named);
    }
  }
}
