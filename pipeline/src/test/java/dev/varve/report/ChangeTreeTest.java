package dev.varve.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.diff.PathDifference;
import dev.varve.diff.PathDifference.Kind;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.report.ChangeTree.Folder;
import dev.varve.report.ChangeTree.Sign;
import dev.varve.tree.Attribute;
import dev.varve.tree.Inode;
import dev.varve.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangeTreeTest {
  private final ChangeTree tree = new ChangeTree();

  private void add(String path, EntryKind kind) {
    take(path, Kind.ADDED, List.of(), null, kind);
  }

  private void remove(String path, EntryKind kind) {
    take(path, Kind.REMOVED, List.of(), kind, null);
  }

  private void change(String path, Attribute... attributes) {
    take(path, Kind.MODIFIED, List.of(attributes), EntryKind.FILE, EntryKind.FILE);
  }

  private void take(
      String path,
      Kind kind,
      List<Attribute> attributes,
      @Nullable EntryKind a,
      @Nullable EntryKind b) {
    Bytes name = Bytes.utf8(path);
    tree.difference(
        new PathDifference(
            name, kind, attributes, entry(name, a, 0644), entry(name, b, 04755), null, null));
  }

  private static @Nullable TreeEntry entry(Bytes path, @Nullable EntryKind kind, int mode) {
    if (kind == null) {
      return null;
    }
    Entry entry =
        new Entry(
            0,
            kind,
            '0',
            path,
            null,
            3,
            null,
            mode,
            0,
            0,
            Bytes.EMPTY,
            Bytes.EMPTY,
            0,
            0,
            Bytes.EMPTY,
            0,
            0,
            List.of());
    return new TreeEntry(path, Inode.shipped(entry, 0), 0, 1, null);
  }

  /** The tree as lines, two blanks a level. */
  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines(tree.finish(), "", lines);
    return lines;
  }

  private static void lines(Folder folder, String indent, List<String> lines) {
    for (Folder below : folder.folders()) {
      lines.add(
          indent
              + (below.own() == null ? "" : below.own().sign().mark() + " ")
              + below.name().text()
              + "/ "
              + below.count(Sign.ADDED)
              + " "
              + below.count(Sign.REMOVED)
              + " "
              + below.count(Sign.CHANGED));
      lines(below, indent + "  ", lines);
    }
    folder.files().forEach(row -> lines.add(indent + row.sign().mark() + " " + row.name().text()));
    if (folder.left() > 0) {
      lines.add(indent + folder.left() + " left");
    }
  }

  @Test
  void foldersHoldAndCountWhatIsBelowThem() {
    change("etc/motd", Attribute.CONTENT);
    add("srv/site/img", EntryKind.DIR);
    add("srv/site/img/logo", EntryKind.FILE);
    remove("srv/site/logo", EntryKind.FILE);
    change("srv/top", Attribute.MODE);

    assertThat(lines())
        .containsExactly(
            "etc/ 0 0 1",
            "  ~ motd",
            "srv/ 2 1 1",
            "  site/ 2 1 0",
            "    + img/ 1 0 0",
            "      + logo",
            "    - logo",
            "  ~ top");
  }

  @Test
  void foldersThatHoldNothingButOneFolderAreToldAsOne() {
    add("usr/share/doc/app", EntryKind.DIR);
    add("usr/share/doc/app/README", EntryKind.FILE);

    assertThat(lines()).containsExactly("+ usr/share/doc/app/ 1 0 0", "  + README");
  }

  @Test
  void whatComesWithAFolderIsShownInPartAndCountedInFull() {
    add("srv/app", EntryKind.DIR);
    for (int i = 0; i < 300; i++) {
      add(String.format("srv/app/%03d", i), EntryKind.FILE);
    }
    change("srv/after", Attribute.CONTENT);

    List<String> lines = lines();

    assertThat(lines).hasSize(3 + ChangeTree.MAX_BELOW + 1);
    assertThat(lines).startsWith("srv/ 301 0 1", "  + app/ 300 0 0", "    + 000");
    assertThat(lines).endsWith("    + 199", "    100 left", "  ~ after");
  }

  @Test
  void thereAreOnlySoManyRows() {
    int all = ChangeTree.MAX_ROWS + 7;
    for (int i = 0; i < all; i++) {
      change(String.format("srv/%05d/file", i), Attribute.CONTENT);
    }

    Folder root = tree.finish();

    assertThat(root.total()).isEqualTo(all);
    Folder srv = root.folders().get(0);
    assertThat(srv.folders()).hasSize(ChangeTree.MAX_ROWS);
    assertThat(srv.left()).isEqualTo(7);
  }

  @Test
  void whereMoreDiffersTheTimeIsNotTold() {
    change("bin/sh", Attribute.CONTENT, Attribute.MODE, Attribute.MTIME);
    take("bin/touched", Kind.TOUCHED, List.of(Attribute.MTIME), EntryKind.FILE, EntryKind.FILE);

    List<ChangeTree.Row> rows = tree.finish().folders().get(0).files();

    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).changes()).isEqualTo("content, mode 0644 -> 4755");
    assertThat(rows.get(0).hasNewRights()).isTrue();
  }

  @Test
  void aFileInAFoldersPlaceLosesWhatWasBelow() {
    take("srv", Kind.RETYPED, List.of(Attribute.KIND), EntryKind.DIR, EntryKind.FILE);
    remove("srv/file", EntryKind.FILE);

    assertThat(lines()).containsExactly("srv/ 0 1 0", "  - file", "~ srv");
  }
}
