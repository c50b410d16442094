package dev.varve.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.blob.InflaterChoice;
import dev.varve.failure.Limits;
import dev.varve.layer.ContentFact;
import dev.varve.layer.DirectoryFactsStore;
import dev.varve.layer.Entry;
import dev.varve.layer.FactsStore;
import dev.varve.layer.LayerExpander;
import dev.varve.layer.LayerListing;
import dev.varve.layer.PackageDigests;
import dev.varve.testing.TestLayer;
import dev.varve.tree.MergePlan;
import dev.varve.tree.OverlayMerge;
import dev.varve.tree.ParentLinks;
import dev.varve.tree.TreeEntry;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose the files of whole images are, from the tar of each layer on. */
class PackageIndexTest {
  private static final String DPKG = "var/lib/dpkg/";

  @TempDir private Path folder;
  private final Map<String, String> owners = new LinkedHashMap<>();

  /** Expands and merges the layers, notes whose each file is, and returns the index. */
  private PackageIndex index(TestLayer... layers) throws Exception {
    FactsStore store = DirectoryFactsStore.open(folder);
    LayerExpander expander = new LayerExpander(Limits.DEFAULT, InflaterChoice.JDK);
    List<LayerListing> listings = new ArrayList<>();
    for (TestLayer layer : layers) {
      byte[] tar = layer.tar();
      listings.add(
          expander
              .expand(() -> new ByteArrayInputStream(tar), tar.length, List.of(), store, "")
              .listing());
    }
    ShippedDatabases shipped = ShippedDatabases.of(listings);
    MergePlan plan = MergePlan.of(listings, ParentLinks.FOLLOW, shipped.places());
    PackageIndex index = PackageIndex.of(plan, shipped);
    try (OverlayMerge merge = plan.open()) {
      while (merge.advance()) {
        TreeEntry entry = merge.entry();
        merge.takeHidden();
        if (entry != null && !entry.inode().isDirectory() && !isDatabase(entry.path())) {
          owners.put(entry.path().text(), owner(index, entry, listings));
        }
      }
    }
    return index;
  }

  private static boolean isDatabase(Bytes path) {
    return path.text().matches("(var/lib/(dpkg|rpm|pacman)|lib/apk|usr/lib/apk)/.*");
  }

  private static String owner(PackageIndex index, TreeEntry found, List<LayerListing> listings)
      throws Exception {
    Entry entry = found.inode().entry();
    PackageDigests digests = PackageDigests.NONE;
    for (ContentFact fact : listings.get(found.inode().layer()).contents()) {
      if (fact.ordinal() == entry.ordinal()) {
        digests = fact.digests();
      }
    }
    Ownership whose = index.of(found.path(), entry, digests);
    InstalledPackage owner = whose.owner();
    return whose.kind().label() + (owner == null ? "" : " " + owner.name() + owner.version());
  }

  private static String md5(String text) throws Exception {
    byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }

  private static List<String> statuses(PackageIndex index) {
    return index.databases().stream()
        .map(
            database ->
                database.manager()
                    + " /"
                    + database.path().text()
                    + " "
                    + database.status().label()
                    + " "
                    + database.packages()
                    + (database.trouble().isEmpty() ? "" : ": " + database.trouble()))
        .toList();
  }

  /** A base with a merged /usr whose database still says /bin, as Debian 12 has it. */
  private static TestLayer base() throws Exception {
    return TestLayer.start()
        .symlink("bin", "usr/bin")
        .file("usr/bin/su", "#!su", 04755)
        .file("usr/bin/vi.basic", "#!vi", 0755)
        .symlink("usr/bin/vi", "/etc/alternatives/vi")
        .symlink("etc/alternatives/vi", "/usr/bin/vi.basic")
        .file("etc/su.conf", "a=1")
        .file(DPKG + "info/login.conffiles", "/etc/su.conf\n")
        .file(DPKG + "info/login.list", "/.\n/bin\n/bin/su\n/etc/su.conf\n/usr/bin/vi.basic\n")
        .file(
            DPKG + "info/login.md5sums",
            md5("#!su") + "  bin/su\n" + md5("a=2") + "  etc/su.conf\n")
        .file(DPKG + "status", "Package: login\nStatus: install ok installed\nVersion: 1\n");
  }

  @Test
  void filesAreTheirPackagesThroughLinkedDirectoriesAlternativesAndSettings() throws Exception {
    PackageIndex index = index(base().file("usr/bin/own", "#!own", 0755));
    assertThat(statuses(index)).containsExactly("dpkg /var/lib/dpkg/status read 1");
    assertThat(owners)
        .isEqualTo(
            Map.of(
                "bin", "owned login1",
                "etc/alternatives/vi", "owned",
                "etc/su.conf", "owned login1",
                "usr/bin/own", "unowned",
                "usr/bin/su", "owned login1",
                "usr/bin/vi", "owned",
                "usr/bin/vi.basic", "owned login1"));
  }

  @Test
  void programWithOtherContentIsModifiedWhicheverLayerAndNameBringsIt() throws Exception {
    index(base(), TestLayer.start().file("bin/su", "#!evil", 04755));
    assertThat(owners).containsEntry("usr/bin/su", "modified login1");
  }

  @Test
  void emptiedProgramIsModified() throws Exception {
    index(base(), TestLayer.start().file("usr/bin/su", "", 0755));
    assertThat(owners).containsEntry("usr/bin/su", "modified login1");
  }

  @Test
  void theDatabaseOfTheFinishedTreeCounts() throws Exception {
    TestLayer upgrade =
        TestLayer.start()
            .file("usr/bin/su", "#!su2", 04755)
            .file(DPKG + "info/login.md5sums", md5("#!su2") + "  bin/su\n")
            .file(DPKG + "status", "Package: login\nStatus: install ok installed\nVersion: 2\n");
    PackageIndex index = index(base(), upgrade);
    assertThat(owners).containsEntry("usr/bin/su", "owned login2");
    assertThat(index.packages()).extracting(InstalledPackage::version).containsExactly("2");
  }

  @Test
  void removedDatabasesSayNothing() throws Exception {
    PackageIndex index = index(base(), TestLayer.start().whiteout("var/lib/dpkg"));
    assertThat(statuses(index)).isEmpty();
    assertThat(owners).containsEntry("usr/bin/su", "unowned");
    owners.clear();
    PackageIndex replaced = index(base(), TestLayer.start().file("var/lib", "a file"));
    assertThat(statuses(replaced)).isEmpty();
  }

  @Test
  void partsOfSeveralLayersAreOneDatabase() throws Exception {
    PackageIndex index =
        index(
            TestLayer.start()
                .file("usr/bin/a", "#!a", 0755)
                .symlink("usr/bin/b", "a")
                .file(DPKG + "status.d/a", "Package: a\nVersion: 1\n")
                .file(DPKG + "status.d/a.md5sums", md5("#!a") + "  usr/bin/a\n"),
            TestLayer.start()
                .file("usr/bin/c", "#!c", 0755)
                .file("usr/bin/d", "#!d", 0755)
                .file("etc/c.conf", "c")
                .file(DPKG + "status.d/c", "Package: c\nVersion: 3\n")
                .file(DPKG + "status.d/c.md5sums", md5("#!c") + "  usr/bin/c\n"));
    assertThat(statuses(index)).containsExactly("dpkg /var/lib/dpkg/status.d/a read 2");
    assertThat(owners)
        .isEqualTo(
            Map.of(
                "etc/c.conf", "unknown",
                "usr/bin/a", "owned a1",
                "usr/bin/b", "unknown",
                "usr/bin/c", "owned c3",
                "usr/bin/d", "unowned"));
  }

  @Test
  void withoutListsNothingIsSaidOfFilesThatAreNotListed() throws Exception {
    PackageIndex index =
        index(
            base(),
            TestLayer.start().file("usr/bin/x", "#!x", 0755).whiteout(DPKG + "info/login.list"));
    assertThat(statuses(index)).containsExactly("dpkg /var/lib/dpkg/status read 1");
    assertThat(owners)
        .containsEntry("usr/bin/x", "unowned")
        .containsEntry("etc/su.conf", "owned login1");
    PackageIndex none = index(base(), TestLayer.start().opaque(DPKG + "info"));
    assertThat(statuses(none))
        .containsExactly(
            "dpkg /var/lib/dpkg/status no-file-lists 1: it does not list the files of every package");
    assertThat(owners).containsEntry("usr/bin/su", "unknown");
  }

  @Test
  void alpineHasItsDatabaseBelowLibAndNewerOnesBelowUsr() throws Exception {
    String installed = "P:tool\nV:4\nF:bin\nR:tool\n\n";
    index(TestLayer.start().file("bin/tool", "#!t", 0755).file("lib/apk/db/installed", installed));
    assertThat(owners).containsEntry("bin/tool", "owned tool4");
    owners.clear();
    index(
        TestLayer.start()
            .symlink("bin", "usr/bin")
            .symlink("lib", "usr/lib")
            .file("usr/bin/tool", "#!t", 0755)
            .file("usr/bin/other", "#!t", 0755)
            .dir("usr/lib"),
        TestLayer.start().file("lib/apk/db/installed", installed));
    assertThat(owners)
        .containsEntry("usr/bin/tool", "owned tool4")
        .containsEntry("usr/bin/other", "unowned");
  }

  @Test
  void otherDatabasesAreNamedAndLeaveItOpenWhoseFilesAre() throws Exception {
    assertThat(statuses(index(withFile("var/lib/pacman/local/ALPM_DB_VERSION", "9\n"))))
        .containsExactly(
            "pacman /var/lib/pacman/local/ALPM_DB_VERSION unsupported 0: the databases of pacman are"
                + " not read");
    assertThat(owners).containsEntry("usr/bin/x", "unknown");
    assertThat(statuses(index(withFile("var/lib/rpm/Packages", "\0\0\0\0bdb"))))
        .containsExactly(
            "rpm /var/lib/rpm/Packages unsupported 0: only rpm's sqlite database is read, not"
                + " Berkeley DB or ndb");
    assertThat(statuses(index(withFile("var/lib/rpm/rpmdb.sqlite", "no database"))))
        .containsExactly(
            "rpm /var/lib/rpm/rpmdb.sqlite malformed 0: /var/lib/rpm/rpmdb.sqlite: it does not begin"
                + " as a SQLite database");
    assertThat(
            statuses(
                index(
                    withFile("var/lib/rpm/rpmdb.sqlite", "x")
                        .file("var/lib/rpm/rpmdb.sqlite-wal", "y"))))
        .containsExactly(
            "rpm /var/lib/rpm/rpmdb.sqlite unsupported 0: its write-ahead log holds changes that are"
                + " not in the database yet");
  }

  private static TestLayer withFile(String path, String content) {
    return TestLayer.start().file("usr/bin/x", "#!x", 0755).file(path, content);
  }

  @Test
  void layersWithoutDatabasesAreNoOnes() throws Exception {
    assertThat(index(TestLayer.start().file("usr/bin/x", "#!x", 0755)).isComplete()).isTrue();
    assertThat(owners).isEqualTo(Map.of("usr/bin/x", "unowned"));
  }
}
