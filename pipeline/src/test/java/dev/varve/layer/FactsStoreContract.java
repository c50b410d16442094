package dev.varve.layer;

import static dev.varve.layer.StoreEntries.DIFF_ID;
import static dev.varve.layer.StoreEntries.OTHER_ID;
import static dev.varve.layer.StoreEntries.dir;
import static dev.varve.layer.StoreEntries.file;
import static dev.varve.layer.StoreEntries.of;
import static dev.varve.layer.StoreEntries.read;
import static dev.varve.layer.StoreEntries.store;
import static dev.varve.layer.StoreEntries.summary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every facts store keeps to. Each call of {@link #open(int)} is another process, or another
 * machine, that uses the same store.
 */
public abstract class FactsStoreContract {
  protected static final int TINY = 4096;

  protected final List<String> damage = Collections.synchronizedList(new ArrayList<>());

  /** The store of this test, opened anew; {@link #damage} hears of whatever is damaged. */
  protected abstract FactsStore open(int sortBytes) throws IOException;

  protected FactsStore open() throws IOException {
    return open(DirectoryFactsStore.DEFAULT_SORT_BYTES);
  }

  @Test
  void anUnknownLayerIsAbsent() throws IOException {
    assertThat(open().find(DIFF_ID)).isEmpty();
    assertThat(open().blob(DIFF_ID)).isEmpty();
    assertThat(damage).isEmpty();
  }

  @Test
  void anEmptyLayerIsAListingToo() throws IOException {
    LayerListing written = store(open(), DIFF_ID, List.of());

    LayerListing found = open().find(DIFF_ID).orElseThrow();
    assertThat(read(found.entries())).isEmpty();
    assertThat(read(found.sideTable())).isEmpty();
    assertThat(found.contents()).isEmpty();
    assertThat(found.summary()).isEqualTo(written.summary()).isEqualTo(summary(DIFF_ID, 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomEntriesComeBackInTreeOrderWhateverTheMemory(long seed) throws IOException {
    Random random = new Random(seed);
    List<Entry> entries = new ArrayList<>();
    for (Bytes path : StoreEntries.randomPaths(random, 400)) {
      for (int copies = random.nextInt(8) == 0 ? 3 : 1; copies > 0; copies--) {
        entries.add(StoreEntries.random(random, entries.size(), path));
      }
    }
    List<Entry> expected = entries.stream().sorted(PathOrder.ENTRIES).toList();

    store(open(), DIFF_ID, entries);
    store(open(TINY), OTHER_ID, entries);

    for (Digest diffId : List.of(DIFF_ID, OTHER_ID)) {
      LayerListing found = open().find(diffId).orElseThrow();
      assertThat(read(found.entries())).as("seed %d", seed).isEqualTo(expected);
      List<Entry> side = read(found.sideTable());
      assertThat(side).as("seed %d", seed).isEqualTo(naiveSideTable(expected));
      assertThat(found.summary().sideEntries()).isEqualTo(side.size());
    }
  }

  /** The definition in {@link LayerListing#sideTable()}, without any shortcut. */
  private static List<Entry> naiveSideTable(List<Entry> sorted) {
    return sorted.stream()
        .filter(
            e ->
                e.kind() == EntryKind.SYMLINK
                    || e.kind() == EntryKind.HARDLINK
                    || e.kind() == EntryKind.UNSUPPORTED
                    || e.unsafeName() != null
                    || Whiteout.of(e.path()) != Whiteout.NONE
                    || sorted.stream().filter(o -> o.path().equals(e.path())).count() > 1
                    || (e.kind() != EntryKind.DIR
                        && sorted.stream().anyMatch(o -> PathOrder.isBelow(o.path(), e.path()))))
        .toList();
  }

  @Test
  void sideTableHoldsNothingOfAnOrdinaryTree() throws IOException {
    List<Entry> entries =
        List.of(dir(0, ""), dir(1, "a"), file(2, "a/b"), file(3, "a-b"), file(4, "ab"));

    assertThat(read(store(open(), DIFF_ID, entries).sideTable())).isEmpty();
  }

  @Test
  void sideTableHoldsDuplicatesAndFilesInTheWay() throws IOException {
    List<Entry> entries =
        List.of(
            dir(0, "a"),
            file(1, "a/f"),
            file(2, "a/f/g"),
            dir(3, "d"),
            dir(4, "d"),
            of(5, EntryKind.FIFO, "p"),
            file(6, "p/q/r"),
            file(7, "z/.wh.x"));

    assertThat(read(store(open(), DIFF_ID, entries).sideTable()))
        .containsExactly(
            entries.get(1), entries.get(3), entries.get(4), entries.get(5), entries.get(7));
  }

  @Test
  void aRecordLongerThanASlabOrABlockIsKept() throws IOException {
    byte[] huge = new byte[5 << 20];
    new Random(7).nextBytes(huge);
    List<Entry> entries = new ArrayList<>();
    for (String path : List.of("b", "c", "a", "d")) {
      Entry plain = file(entries.size(), path);
      entries.add(plain);
      entries.add(withXattr(file(entries.size(), path + "-huge"), Bytes.wrap(huge)));
    }
    List<Entry> expected = entries.stream().sorted(PathOrder.ENTRIES).toList();

    assertThat(read(store(open(), DIFF_ID, entries).entries())).isEqualTo(expected);
    assertThat(read(store(open(TINY), OTHER_ID, entries).entries())).isEqualTo(expected);
  }

  private static Entry withXattr(Entry e, Bytes value) {
    return new Entry(
        e.ordinal(),
        e.kind(),
        e.typeFlag(),
        e.path(),
        e.unsafeName(),
        e.size(),
        e.sha256(),
        e.modeBits(),
        e.uid(),
        e.gid(),
        e.uname(),
        e.gname(),
        e.mtimeSeconds(),
        e.mtimeNanos(),
        e.linkTarget(),
        e.devMajor(),
        e.devMinor(),
        List.of(new Xattr(Bytes.utf8("user.x"), value)));
  }

  @Test
  void moreRunsThanAreMergedAtOnceKeepTheOrder() throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      entries.add(file(i, "d" + (i * 7919 % 20_000)));
    }

    assertThat(read(store(open(TINY), DIFF_ID, entries).entries()))
        .isEqualTo(entries.stream().sorted(PathOrder.ENTRIES).toList());
  }

  @Test
  void contentsComeBackInListingOrder() throws IOException {
    List<ContentFact> facts = new ArrayList<>();
    Random random = new Random(11);
    for (int i = 0; i < 200; i++) {
      byte[] head = new byte[random.nextInt(4096)];
      random.nextBytes(head);
      List<ContentMatch> matches =
          i % 3 == 0
              ? List.of(
                  new ContentMatch("private-key", i, "PEM", "-----BEGIN\u2026", "0123456789ab"),
                  new ContentMatch("npm-token", i + 1, "npm_[36]", "npm_\u2026", ""))
              : List.of();
      facts.add(
          new ContentFact(
              i, Bytes.utf8("d" + (i * 31 % 50)), Bytes.wrap(head), i % 2 == 0, matches));
    }
    List<ContentFact> expected = new ArrayList<>(facts);
    expected.sort(
        (a, b) -> {
          int byPath = PathOrder.TREE.compare(a.path(), b.path());
          return byPath != 0 ? byPath : Integer.compare(a.ordinal(), b.ordinal());
        });
    for (int sortBytes : new int[] {TINY, DirectoryFactsStore.DEFAULT_SORT_BYTES}) {
      Digest diffId = Digest.sha256Of(new byte[] {(byte) sortBytes});
      try (ListingWriter writer = open(sortBytes).create()) {
        for (ContentFact fact : facts) {
          writer.add(fact);
        }
        writer.publish(summary(diffId, 0));
      }
      assertThat(open().find(diffId).orElseThrow().contents()).isEqualTo(expected);
    }
  }

  @Test
  void filesOfPackageManagersLieApartFromOtherContents() throws IOException {
    PackageDigests digests = new PackageDigests(Bytes.fromHex("00ff"), Bytes.fromHex("11"));
    ContentFact program =
        new ContentFact(1, Bytes.utf8("bin/a"), Bytes.utf8("#!"), true, List.of(), digests);
    ContentFact list =
        new ContentFact(
            2, Bytes.utf8("var/lib/dpkg/info/a.list"), Bytes.utf8("/bin/a"), true, List.of());
    Digest diffId = Digest.sha256Of(new byte[] {7});
    try (ListingWriter writer = open(TINY).create()) {
      writer.add(list);
      writer.add(program);
      writer.publish(summary(diffId, 0));
    }
    LayerListing listing = open().find(diffId).orElseThrow();
    List<ContentFact> files = new ArrayList<>();
    listing.eachPackageFile(files::add);
    assertThat(files).containsExactly(list);
    assertThat(listing.contents()).containsExactly(program);
  }

  @Test
  void aSummaryMustCountWhatWasAdded() throws IOException {
    try (ListingWriter writer = open().create()) {
      writer.add(file(0, "f"));

      assertThatThrownBy(() -> writer.publish(summary(DIFF_ID, 2)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a summary of 2 entries for 1 added ones");
    }
  }

  @Test
  void manyWritersOfOneLayerAllEndWithTheSameListing() throws Exception {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      entries.add(file(i, "f" + i));
    }
    List<Entry> expected = entries.stream().sorted(PathOrder.ENTRIES).toList();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<List<Entry>>> tasks = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        tasks.add(() -> read(store(open(), DIFF_ID, entries).entries()));
      }
      for (Future<List<Entry>> result : threads.invokeAll(tasks)) {
        assertThat(result.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdown();
    }

    assertThat(damage).isEmpty();
  }

  static BlobFacts blobFacts() {
    return new BlobFacts(OTHER_ID, 1234, "gzip", DIFF_ID, summary(DIFF_ID, 0).findings());
  }

  @Test
  void blobFactsComeBack() throws IOException {
    open().rememberBlob(OTHER_ID, blobFacts());
    open().rememberBlob(OTHER_ID, blobFacts());

    assertThat(open().blob(OTHER_ID)).contains(blobFacts());
  }

  @Test
  void blobFactsAreNeverKeptUnderAnotherDigest() {
    assertThatThrownBy(() -> open().rememberBlob(DIFF_ID, blobFacts()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everybodyGetsTheSameKey() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<byte[]>> tasks = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        tasks.add(() -> open().matchKey());
      }
      byte[] first = open().matchKey();
      assertThat(first).hasSize(32);
      for (Future<byte[]> result : threads.invokeAll(tasks)) {
        assertThat(result.get()).isEqualTo(first);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void whoeverMakesAKeyAtTheSameTimeGetsTheSameOne() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<byte[]>> tasks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        FactsStore store = open();
        tasks.add(store::matchKey);
      }
      List<Future<byte[]>> results = threads.invokeAll(tasks);
      for (Future<byte[]> result : results) {
        assertThat(result.get()).isEqualTo(results.get(0).get()).hasSize(32);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void resultsComeBackUnderTheirKindAndKey() throws IOException {
    byte[] large = new byte[3 << 20];
    new Random(7).nextBytes(large);
    open().results().keepResult("image", DIFF_ID, Bytes.wrap(large));
    open().results().keepResult("image", OTHER_ID, Bytes.EMPTY);

    assertThat(open().results().result("image", DIFF_ID)).contains(Bytes.wrap(large));
    assertThat(open().results().result("image", OTHER_ID)).contains(Bytes.EMPTY);
    assertThat(open().results().result("diff", DIFF_ID)).isEmpty();
  }

  @Test
  void aWriterThatIsClosedUnpublishedLeavesNoListing() throws IOException {
    try (ListingWriter writer = open(TINY).create()) {
      for (int i = 0; i < 1000; i++) {
        writer.add(file(i, "f" + i));
      }
    }

    assertThat(open().find(DIFF_ID)).isEmpty();
    assertThat(damage).isEmpty();
  }
}
