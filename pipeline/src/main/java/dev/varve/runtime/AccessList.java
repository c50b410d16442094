package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.tree.Inode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A POSIX access list (acl(5)) as the extended attribute {@code system.posix_acl_access} holds it.
 *
 * @param mask bits that named users and all groups can have at most
 */
record AccessList(List<Grant> grants, int mask) {
  static final int USER = 0x02;
  static final int GROUP_OBJ = 0x04;
  static final int GROUP = 0x08;

  private static final Bytes ATTRIBUTE = Bytes.utf8("system.posix_acl_access");
  private static final int VERSION = 2;
  private static final int MASK = 0x10;

  AccessList {
    grants = List.copyOf(grants);
  }

  /** One line of the list; the id only counts for named users and groups. */
  record Grant(int tag, int permissions, long id) {}

  /** The list of a file or directory, or null if it has none that the kernel would take. */
  static @Nullable AccessList of(Inode inode) {
    Entry entry = inode.entry();
    Bytes value = entry == null ? null : entry.xattr(ATTRIBUTE);
    if (value == null || value.length() < 4 || value.length() % 8 != 4) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(value.toArray()).order(ByteOrder.LITTLE_ENDIAN);
    if (in.getInt() != VERSION) {
      return null;
    }
    int mask = 7;
    List<Grant> grants = new ArrayList<>();
    while (in.hasRemaining()) {
      int tag = in.getShort();
      int permissions = in.getShort();
      long id = Integer.toUnsignedLong(in.getInt());
      if (tag == MASK) {
        mask = permissions;
      } else {
        grants.add(new Grant(tag, permissions, id));
      }
    }
    return new AccessList(grants, mask);
  }
}
