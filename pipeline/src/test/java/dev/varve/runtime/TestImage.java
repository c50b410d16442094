package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.layer.ContentFact;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.PathOrder;
import dev.varve.layer.Xattr;
import dev.varve.tree.Inode;
import dev.varve.tree.TreeEntry;
import dev.varve.tree.TreeLookup;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A squashed tree for tests, one name at a time; parents appear by themselves. Attributes are words
 * such as {@code 4755}, {@code uid=1000}, {@code gid=50} and {@code layer=2}.
 */
final class TestImage implements TreeLookup {
  private final Map<Bytes, TreeEntry> entries = new HashMap<>();
  private final Map<TreeEntry, ContentFact> contents = new HashMap<>();

  TestImage() {
    entries.put(Bytes.EMPTY, new TreeEntry(Bytes.EMPTY, Inode.implicit(0), 0, 1, null));
  }

  TestImage dir(String path, String... attributes) {
    put(path, EntryKind.DIR, 0755, "", Bytes.EMPTY, attributes);
    return this;
  }

  TestImage link(String path, String target) {
    put(path, EntryKind.SYMLINK, 0777, target, Bytes.EMPTY);
    return this;
  }

  /** A file with text, executable unless the attributes say otherwise. */
  TestImage file(String path, String text, String... attributes) {
    put(path, EntryKind.FILE, 0755, "", Bytes.utf8(text), attributes);
    return this;
  }

  /** A static program for amd64. */
  TestImage program(String path, String... attributes) {
    return elf(path, 62, null, attributes);
  }

  /** A 64-bit program with a loader, if one is named. */
  TestImage elf(String path, int machine, @Nullable String loader, String... attributes) {
    byte[] text = loader == null ? new byte[0] : (loader + "\0").getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(120 + text.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1});
    out.putShort(18, (short) machine);
    out.putLong(32, 64);
    out.putShort(54, (short) 56);
    out.putShort(56, (short) (loader == null ? 0 : 1));
    out.putInt(64, 3);
    out.putLong(72, 120);
    out.putLong(96, text.length);
    out.position(120).put(text);
    put(path, EntryKind.FILE, 0755, "", Bytes.wrap(out.array()), attributes);
    return this;
  }

  private void put(
      String path,
      EntryKind kind,
      int usualMode,
      String linkTarget,
      Bytes content,
      String... attributes) {
    int mode = usualMode;
    long uid = 0;
    long gid = 0;
    int layer = 0;
    List<Xattr> xattrs = List.of();
    for (String attribute : attributes) {
      int equals = attribute.indexOf('=');
      String value = attribute.substring(equals + 1);
      switch (equals < 0 ? "mode" : attribute.substring(0, equals)) {
        case "mode" -> mode = Integer.parseInt(value, 8);
        case "uid" -> uid = Long.parseLong(value);
        case "gid" -> gid = Long.parseLong(value);
        case "layer" -> layer = Integer.parseInt(value);
        case "caps" -> xattrs = List.of(new Xattr(Xattr.CAPABILITY, Bytes.fromHex(value)));
        case "acl" ->
            xattrs =
                List.of(new Xattr(Bytes.utf8("system.posix_acl_access"), Bytes.fromHex(value)));
        default -> throw new IllegalArgumentException(attribute);
      }
    }
    Bytes name = Bytes.utf8(path);
    parents(path);
    Entry entry =
        new Entry(
            0,
            kind,
            '0',
            name,
            null,
            content.length(),
            null,
            mode,
            uid,
            gid,
            Bytes.EMPTY,
            Bytes.EMPTY,
            0,
            0,
            Bytes.utf8(linkTarget),
            0,
            0,
            xattrs);
    TreeEntry named = new TreeEntry(name, Inode.shipped(entry, layer), layer, 1, null);
    entries.put(name, named);
    if (kind == EntryKind.FILE && !content.isEmpty()) {
      contents.put(named, new ContentFact(0, name, content, true, List.of()));
    }
  }

  private void parents(String path) {
    for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      Bytes parent = Bytes.utf8(path.substring(0, slash));
      entries.putIfAbsent(parent, new TreeEntry(parent, Inode.implicit(0), 0, 1, null));
    }
  }

  /** What a count of the whole tree gives. */
  TreeCensus census() {
    TreeCensus census = new TreeCensus();
    entries.values().stream()
        .sorted(Comparator.comparing(TreeEntry::path, PathOrder.TREE))
        .forEach(census::offer);
    return census.finish();
  }

  @Override
  public @Nullable TreeEntry find(Bytes path) {
    return entries.get(path);
  }

  @Override
  public @Nullable ContentFact content(TreeEntry entry) {
    return contents.get(entry);
  }
}
