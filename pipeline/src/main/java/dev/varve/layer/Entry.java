package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One tar member of one layer, extension headers taken in (semantics.md sections 2 to 4). Listings
 * keep every member: duplicates, rejected ones and markers too.
 *
 * @param ordinal position in the tar, from 0
 * @param kind by tar type; {@link EntryKind#UNSUPPORTED} members carry only name and size
 * @param typeFlag the raw tar type, 0 to 255 (a NUL type with a trailing slash is stored as '5')
 * @param path the name in normal form: components joined with '/', empty ones and "." dropped; ".."
 *     is kept as a component, the root is empty
 * @param unsafeName the name as written if it is unsafe (a ".." component or a NUL), else null
 * @param size content bytes; 0 for anything without data
 * @param sha256 of the content, 32 bytes; only for {@link EntryKind#FILE}
 * @param modeBits the low twelve bits as shipped
 * @param mtimeSeconds floor, may be negative
 * @param mtimeNanos 0 to 999,999,999
 * @param linkTarget as written; empty if there is none
 * @param xattrs ascending by name
 */
public record Entry(
    int ordinal,
    EntryKind kind,
    int typeFlag,
    Bytes path,
    @Nullable Bytes unsafeName,
    long size,
    @Nullable Bytes sha256,
    int modeBits,
    long uid,
    long gid,
    Bytes uname,
    Bytes gname,
    long mtimeSeconds,
    int mtimeNanos,
    Bytes linkTarget,
    long devMajor,
    long devMinor,
    List<Xattr> xattrs)
    implements java.io.Serializable {

  public Entry {
    xattrs = List.copyOf(xattrs);
  }

  /**
   * The path as outputs name it: the name as written if that is what rejects the entry, else the
   * normal form.
   */
  public Bytes shownPath() {
    return unsafeName != null && kind != EntryKind.UNSUPPORTED ? unsafeName : path;
  }

  /** The mode a tree shows: symlinks are always 0777. */
  public int treeModeBits() {
    return kind == EntryKind.SYMLINK ? 0777 : modeBits & 07777;
  }

  /** The value of an extended attribute, or null. */
  public @Nullable Bytes xattr(Bytes name) {
    for (Xattr xattr : xattrs) {
      if (xattr.name().equals(name)) {
        return xattr.value();
      }
    }
    return null;
  }
}
