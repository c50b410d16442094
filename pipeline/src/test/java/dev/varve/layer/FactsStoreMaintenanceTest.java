package dev.varve.layer;

import static dev.varve.layer.StoreEntries.DIFF_ID;
import static dev.varve.layer.StoreEntries.OTHER_ID;
import static dev.varve.layer.StoreEntries.file;
import static dev.varve.layer.StoreEntries.store;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Digest;
import dev.varve.layer.FactsStoreMaintenance.Cleaned;
import dev.varve.layer.FactsStoreMaintenance.StoredListing;
import dev.varve.layer.FactsStoreMaintenance.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactsStoreMaintenanceTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(31));

  @TempDir Path root;
  private StoreLayout layout;
  private FactsStoreMaintenance maintenance;

  @BeforeEach
  void storeTwoLayersAndABlob() throws IOException {
    layout = new StoreLayout(root);
    maintenance = new FactsStoreMaintenance(root);
    DirectoryFactsStore facts = DirectoryFactsStore.open(root);
    store(facts, DIFF_ID, List.of(file(0, "a"), file(1, "b")));
    store(facts, OTHER_ID, List.of(file(0, "a")));
    facts.rememberBlob(DIFF_ID, new BlobFacts(DIFF_ID, 5, "gzip", OTHER_ID, List.of()));
    usedAt(layout.listing(DIFF_ID), NOW);
    usedAt(layout.listing(OTHER_ID), LONG_AGO);
    usedAt(layout.blob(DIFF_ID), LONG_AGO);
  }

  private static void usedAt(Path path, Instant time) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(time));
  }

  private static long bytesIn(Path path) throws IOException {
    try (Stream<Path> walk = Files.walk(path)) {
      return walk.filter(Files::isRegularFile).mapToLong(p -> p.toFile().length()).sum();
    }
  }

  @Test
  void listsLayersByDiffId() throws IOException {
    StoredListing first =
        new StoredListing(DIFF_ID, 2, bytesIn(layout.listing(DIFF_ID)), NOW, true);
    StoredListing second =
        new StoredListing(OTHER_ID, 1, bytesIn(layout.listing(OTHER_ID)), LONG_AGO, true);

    assertThat(maintenance.list()).containsExactlyInAnyOrder(first, second);
    assertThat(maintenance.list()).isSortedAccordingTo((a, b) -> a.diffId().compareTo(b.diffId()));
  }

  @Test
  void aStoreThatDoesNotExistIsEmpty() throws IOException {
    FactsStoreMaintenance none = new FactsStoreMaintenance(root.resolve("none"));

    assertThat(none.list()).isEmpty();
    assertThat(none.verify()).isEmpty();
    assertThat(none.verify(DIFF_ID)).isEmpty();
    assertThat(none.gc(0, Long.MAX_VALUE, NOW)).isEqualTo(new Cleaned(0, 0, 0, 0, 0));
    assertThat(root.resolve("none")).doesNotExist();
  }

  @Test
  void verifyNamesWhatIsDamagedAndLeavesIt() throws IOException {
    assertThat(maintenance.verify()).hasSize(3).allMatch(Verdict::sound);
    Path listing = layout.listing(DIFF_ID);
    Files.write(listing.resolve("side.avro"), new byte[3]);
    Files.delete(layout.listing(OTHER_ID).resolve("summary.avro"));
    Files.write(layout.blob(DIFF_ID), new byte[0]);

    assertThat(maintenance.verify())
        .containsExactlyInAnyOrder(
            new Verdict(DIFF_ID, listing, "side.avro: it carries no digest of its own"),
            new Verdict(OTHER_ID, layout.listing(OTHER_ID), "summary.avro is missing"),
            new Verdict(DIFF_ID, layout.blob(DIFF_ID), "it carries no digest of its own"));
    assertThat(maintenance.verify(DIFF_ID).orElseThrow().sound()).isFalse();
    assertThat(listing).exists();
  }

  @Test
  void gcDeletesOnlyWhatWasNotUsed() throws IOException {
    long freed = bytesIn(layout.listing(OTHER_ID)) + bytesIn(layout.blob(DIFF_ID));

    assertThat(maintenance.gc(30, Long.MAX_VALUE, NOW)).isEqualTo(new Cleaned(1, 1, 0, 0, freed));
    assertThat(layout.listing(DIFF_ID)).exists();
    assertThat(layout.listing(OTHER_ID)).doesNotExist();
    assertThat(layout.blob(DIFF_ID)).doesNotExist();
    assertThat(maintenance.gc(30, Long.MAX_VALUE, NOW)).isEqualTo(new Cleaned(0, 0, 0, 0, 0));
  }

  @Test
  void findingALayerKeepsIt() throws IOException {
    DirectoryFactsStore facts = DirectoryFactsStore.open(root);
    Instant before = Instant.now().minus(Duration.ofDays(40));
    usedAt(layout.listing(OTHER_ID), before);
    usedAt(layout.blob(DIFF_ID), before);

    assertThat(facts.find(OTHER_ID)).isPresent();
    assertThat(facts.blob(DIFF_ID)).isPresent();

    maintenance.gc(30, Long.MAX_VALUE, Instant.now());
    assertThat(layout.listing(OTHER_ID)).exists();
    assertThat(layout.blob(DIFF_ID)).exists();
  }

  @Test
  void useIsNotedOnceADay() throws IOException {
    Instant recent =
        Instant.now().minus(Duration.ofHours(5)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    usedAt(layout.listing(DIFF_ID), recent);

    DirectoryFactsStore.open(root).find(DIFF_ID);

    assertThat(Files.getLastModifiedTime(layout.listing(DIFF_ID)).toInstant()).isEqualTo(recent);
  }

  @Test
  void listingsOfAnotherFormatAreListedAndCleanedUp() throws IOException {
    Path old = root.resolve("listings-v0.7/sha256/ab").resolve(DIFF_ID.hex());
    Files.createDirectories(old);
    Files.write(old.resolve("entries"), new byte[10]);
    usedAt(old, LONG_AGO);

    assertThat(maintenance.list()).contains(new StoredListing(DIFF_ID, -1, 10, LONG_AGO, false));
    assertThat(maintenance.verify()).hasSize(3);
    assertThat(maintenance.gc(30, Long.MAX_VALUE, NOW).listings()).isEqualTo(2);
    assertThat(old).doesNotExist();
  }

  @Test
  void gcLeavesTheWorkOfLivingRuns() throws IOException {
    DirectoryFactsStore facts = DirectoryFactsStore.open(root);
    try (ListingWriter writer = facts.create()) {
      writer.add(file(0, "f"));
      for (Path workspace : workspaces()) {
        usedAt(workspace, LONG_AGO);
      }

      assertThat(maintenance.gc(30, Long.MAX_VALUE, NOW).leftovers()).isZero();
      assertThat(workspaces()).hasSize(1);
    }
  }

  /** A process killed while it writes leaves a workspace, and no listing. */
  @Test
  void gcRemovesWhatAKilledRunLeft() throws Exception {
    Process process = KilledWriter.start(root);
    try {
      assertThat(process.getInputStream().read()).isEqualTo('w');
      for (Path workspace : workspaces()) {
        usedAt(workspace, LONG_AGO);
      }
      assertThat(maintenance.gc(365, Long.MAX_VALUE, NOW).leftovers())
          .as("while it lives")
          .isZero();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(workspaces()).hasSize(1);
    assertThat(maintenance.list()).hasSize(2);

    usedAt(workspaces().get(0), NOW.minus(Duration.ofHours(23)));
    assertThat(maintenance.gc(365, Long.MAX_VALUE, NOW).leftovers()).as("young").isZero();
    usedAt(workspaces().get(0), NOW.minus(Duration.ofHours(25)));
    assertThat(maintenance.gc(365, Long.MAX_VALUE, NOW).leftovers()).as("old").isEqualTo(1);
    assertThat(workspaces()).isEmpty();
  }

  private List<Path> workspaces() throws IOException {
    try (Stream<Path> children = Files.list(layout.temporary())) {
      return children.toList();
    }
  }

  @Test
  void processesThatExpandTheSameLayerDoNotDisturbEachOther() throws Exception {
    Path shared = root.resolve("shared");
    List<Process> writers = List.of(RepeatedWriter.start(shared), RepeatedWriter.start(shared));
    for (Process writer : writers) {
      assertThat(writer.waitFor()).isZero();
    }

    FactsStoreMaintenance after = new FactsStoreMaintenance(shared);
    assertThat(after.verify()).hasSize(20).allMatch(Verdict::sound);
    assertThat(shared.resolve("tmp")).isEmptyDirectory();
  }

  /** Publishes the same twenty layers as any other process of its kind, and reads each. */
  static final class RepeatedWriter {
    private RepeatedWriter() {}

    static Process start(Path root) throws IOException {
      return java(RepeatedWriter.class, root);
    }

    public static void main(String[] args) throws Exception {
      DirectoryFactsStore facts =
          DirectoryFactsStore.open(
              Path.of(args[0]),
              4096,
              (where, why) -> {
                throw new IllegalStateException(where + ": " + why);
              });
      List<Entry> entries = IntStream.range(0, 300).mapToObj(i -> file(i, "f" + i)).toList();
      List<Entry> sorted = entries.stream().sorted(PathOrder.ENTRIES).toList();
      for (byte layer = 0; layer < 20; layer++) {
        LayerListing listing = store(facts, Digest.sha256Of(new byte[] {layer}), entries);
        if (!StoreEntries.read(listing.entries()).equals(sorted)) {
          throw new IllegalStateException("layer " + layer + " differs");
        }
      }
    }
  }

  private static Process java(Class<?> main, Path root) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            root.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Fills a listing until it spills to disk, says so, and waits to be killed. */
  static final class KilledWriter {
    private KilledWriter() {}

    static Process start(Path root) throws IOException {
      return java(KilledWriter.class, root);
    }

    public static void main(String[] args) throws Exception {
      DirectoryFactsStore facts =
          DirectoryFactsStore.open(Path.of(args[0]), 4096, DamageListener.LOG);
      try (ListingWriter writer = facts.create()) {
        for (int i = 0; i < 1000; i++) {
          writer.add(file(i, "f" + i));
        }
        System.out.write('w');
        System.out.flush();
        Thread.sleep(Duration.ofMinutes(2).toMillis());
      }
    }
  }
}
