package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries as {@code entry.avsc} writes them, each told by its difference from the one before. One
 * instance serves one direction of one stream; {@link #restart} forgets the previous entry, which
 * both sides do where a block starts.
 */
final class EntryCodec {
  private Bytes path = Bytes.EMPTY;
  private Bytes sha256 = Bytes.EMPTY;
  private Bytes uname = Bytes.EMPTY;
  private Bytes gname = Bytes.EMPTY;
  private long uid;
  private long gid;
  private long mtimeSeconds;
  private int ordinal;

  void restart() {
    path = Bytes.EMPTY;
    sha256 = Bytes.EMPTY;
    uname = Bytes.EMPTY;
    gname = Bytes.EMPTY;
    uid = 0;
    gid = 0;
    mtimeSeconds = 0;
    ordinal = 0;
  }

  void write(Entry entry, RecordBytes out) {
    byte[] before = path.unsafeArray();
    byte[] now = entry.path().unsafeArray();
    int shared = Arrays.mismatch(before, now);
    if (shared < 0) {
      shared = now.length;
    }
    out.putLong(shared);
    out.putBytes(now, shared, now.length);
    path = entry.path();
    writeAttributes(entry, out);
  }

  /** Everything but the path, which a sorter keeps apart. */
  void writeAttributes(Entry entry, RecordBytes out) {
    out.putLong(entry.ordinal() - ordinal);
    ordinal = entry.ordinal();
    out.putLong(entry.kind().ordinal());
    out.putLong(entry.typeFlag());
    out.putLong(entry.modeBits());
    out.putLong(entry.size());
    out.putOptional(entry.sha256());
    out.putLong(entry.mtimeSeconds() - mtimeSeconds);
    mtimeSeconds = entry.mtimeSeconds();
    out.putLong(entry.mtimeNanos());
    out.putBytes(entry.linkTarget());
    writeOwner(entry, out);
    writeRare(entry, out);
  }

  private void writeOwner(Entry entry, RecordBytes out) {
    if (entry.uid() == uid
        && entry.gid() == gid
        && entry.uname().equals(uname)
        && entry.gname().equals(gname)) {
      out.putLong(0);
      return;
    }
    uid = entry.uid();
    gid = entry.gid();
    uname = entry.uname();
    gname = entry.gname();
    out.putLong(1);
    out.putLong(uid);
    out.putLong(gid);
    out.putBytes(uname);
    out.putBytes(gname);
  }

  private static void writeRare(Entry entry, RecordBytes out) {
    if (entry.unsafeName() == null
        && entry.devMajor() == 0
        && entry.devMinor() == 0
        && entry.xattrs().isEmpty()) {
      out.putLong(0);
      return;
    }
    out.putLong(1);
    out.putOptional(entry.unsafeName());
    out.putLong(entry.devMajor());
    out.putLong(entry.devMinor());
    if (!entry.xattrs().isEmpty()) {
      out.putLong(entry.xattrs().size());
      for (Xattr xattr : entry.xattrs()) {
        out.putBytes(xattr.name());
        out.putBytes(xattr.value());
      }
    }
    out.putLong(0);
  }

  Entry read(RecordReader in) throws IOException {
    int shared = in.getInt();
    return readAttributes(in.getBytesAfter(path, shared), in);
  }

  /** The counterpart of {@link #writeAttributes}. */
  Entry readAttributes(Bytes entryPath, RecordReader in) throws IOException {
    path = entryPath;
    ordinal += in.getInt();
    int kindOrdinal = in.getInt();
    if (kindOrdinal < 0 || kindOrdinal >= EntryKind.COUNT) {
      throw in.malformed("no kind " + kindOrdinal);
    }
    int typeFlag = in.getInt();
    int modeBits = in.getInt();
    long size = in.getLong();
    Bytes digest = readDigest(in);
    mtimeSeconds += in.getLong();
    int mtimeNanos = in.getInt();
    Bytes linkTarget = in.getBytes();
    if (in.getPresent()) {
      uid = in.getLong();
      gid = in.getLong();
      uname = in.getBytes(uname);
      gname = in.getBytes(gname);
    }
    Bytes unsafeName = null;
    long devMajor = 0;
    long devMinor = 0;
    List<Xattr> xattrs = List.of();
    if (in.getPresent()) {
      unsafeName = in.getOptional();
      devMajor = in.getLong();
      devMinor = in.getLong();
      xattrs = readXattrs(in);
    }
    return new Entry(
        ordinal,
        EntryKind.ofOrdinal(kindOrdinal),
        typeFlag,
        path,
        unsafeName,
        size,
        digest,
        modeBits,
        uid,
        gid,
        uname,
        gname,
        mtimeSeconds,
        mtimeNanos,
        linkTarget,
        devMajor,
        devMinor,
        xattrs);
  }

  /** Neighbours often share a digest (empty files): then they share its bytes too. */
  private @Nullable Bytes readDigest(RecordReader in) throws IOException {
    if (!in.getPresent()) {
      return null;
    }
    sha256 = in.getBytes(sha256);
    return sha256;
  }

  private static List<Xattr> readXattrs(RecordReader in) throws IOException {
    List<Xattr> xattrs = new ArrayList<>();
    for (int count = in.getArrayBlock(); count > 0; count = in.getArrayBlock()) {
      for (int i = 0; i < count; i++) {
        Bytes name = in.getBytes();
        xattrs.add(new Xattr(name, in.getBytes()));
      }
    }
    return xattrs;
  }
}
