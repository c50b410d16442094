package dev.varve.tree;

import dev.varve.layer.Entry;
import dev.varve.layer.Xattr;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which counted attributes of two inodes differ (semantics.md section 6). */
public final class InodeComparison {
  private InodeComparison() {}

  /** All attributes that differ, in output order; if the kind does, it stands for the content. */
  public static List<Attribute> differences(Inode a, Inode b) {
    if (a == b) {
      return List.of();
    }
    List<Attribute> out = new ArrayList<>(4);
    if (a.kind() != b.kind()) {
      out.add(Attribute.KIND);
    } else {
      Attribute content = contentDifference(a, b);
      if (content != null) {
        out.add(content);
      }
    }
    if (a.modeBits() != b.modeBits()) {
      out.add(Attribute.MODE);
    }
    if (a.uid() != b.uid()) {
      out.add(Attribute.UID);
    }
    if (a.gid() != b.gid()) {
      out.add(Attribute.GID);
    }
    if (!xattrs(a).equals(xattrs(b))) {
      out.add(Attribute.XATTRS);
    }
    if (a.mtimeSeconds() != b.mtimeSeconds() || a.mtimeNanos() != b.mtimeNanos()) {
      out.add(Attribute.MTIME);
    }
    return out;
  }

  private static @Nullable Attribute contentDifference(Inode a, Inode b) {
    Entry x = a.entry();
    Entry y = b.entry();
    if (x == null || y == null) {
      return null;
    }
    return switch (a.kind()) {
      case FILE ->
          x.size() == y.size() && Objects.equals(x.sha256(), y.sha256()) ? null : Attribute.CONTENT;
      case SYMLINK -> x.linkTarget().equals(y.linkTarget()) ? null : Attribute.LINK_TARGET;
      case CHARDEV, BLOCKDEV ->
          x.devMajor() == y.devMajor() && x.devMinor() == y.devMinor() ? null : Attribute.DEVICE;
      case DIR, FIFO, HARDLINK, UNSUPPORTED -> null;
    };
  }

  private static List<Xattr> xattrs(Inode inode) {
    Entry entry = inode.entry();
    return entry == null ? List.of() : entry.xattrs();
  }
}
