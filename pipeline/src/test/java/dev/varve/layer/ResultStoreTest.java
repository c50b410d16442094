package dev.varve.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.layer.FactsStoreMaintenance.Cleaned;
import dev.varve.layer.FactsStoreMaintenance.StoredResults;
import dev.varve.layer.FactsStoreMaintenance.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results in a store's folder. */
class ResultStoreTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Digest KEY = key("one");
  private static final Digest OTHER = key("another");
  private static final Bytes CONTENT = Bytes.utf8("what came out");

  @TempDir Path root;
  private final List<String> damage = new ArrayList<>();
  private StoreLayout layout = new StoreLayout(Path.of(""));
  private ResultStore results = ResultStore.NONE;

  @BeforeEach
  void open() throws IOException {
    layout = new StoreLayout(root);
    results =
        DirectoryFactsStore.open(
                root, DirectoryFactsStore.DEFAULT_SORT_BYTES, (where, why) -> damage.add(why))
            .results();
  }

  private static Digest key(String text) {
    return Digest.sha256Of(Bytes.utf8(text).toArray());
  }

  @Test
  void givesBackExactlyWhatWasKept() throws IOException {
    byte[] large = new byte[3 << 20];
    new Random(7).nextBytes(large);
    results.keepResult("image", KEY, Bytes.wrap(large));
    results.keepResult("image", OTHER, Bytes.EMPTY);

    assertThat(results.result("image", KEY)).contains(Bytes.wrap(large));
    assertThat(results.result("image", OTHER)).contains(Bytes.EMPTY);
  }

  @Test
  void eachKindHasKeysOfItsOwn() throws IOException {
    results.keepResult("image", KEY, CONTENT);

    assertThat(results.result("diff", KEY)).isEmpty();
    assertThat(results.result("image", OTHER)).isEmpty();
    assertThatThrownBy(() -> results.result("../image", KEY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isForTheUserAlone() throws IOException {
    results.keepResult("image", KEY, CONTENT);

    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.toList()) {
        if (!path.equals(root)) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
              .as(path.toString())
              .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
        }
      }
    }
  }

  @Test
  void aResultWithAnyChangedByteIsReportedAndGone() throws IOException {
    results.keepResult("image", KEY, CONTENT);
    Path file = layout.result("image", KEY);
    byte[] sound = Files.readAllBytes(file);
    for (int at = 0; at < sound.length; at++) {
      byte[] damaged = sound.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);
      damage.clear();

      assertThat(results.result("image", KEY)).as("byte " + at).isEmpty();
      assertThat(damage).as("byte " + at).hasSize(1);
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void aResultThatIsCutShortIsReportedAndGone() throws IOException {
    results.keepResult("image", KEY, CONTENT);
    Path file = layout.result("image", KEY);
    byte[] sound = Files.readAllBytes(file);
    for (int length : List.of(0, 1, sound.length / 2, sound.length - 1)) {
      Files.write(file, java.util.Arrays.copyOf(sound, length));
      damage.clear();

      assertThat(results.result("image", KEY)).as(length + " bytes").isEmpty();
      assertThat(damage).as(length + " bytes").hasSize(1);
    }
  }

  @Test
  void aSoundResultOfAnotherKeyIsNotTaken() throws IOException {
    results.keepResult("image", KEY, CONTENT);
    results.keepResult("image", OTHER, Bytes.utf8("something else"));
    Files.move(
        layout.result("image", OTHER),
        layout.result("image", KEY),
        StandardCopyOption.REPLACE_EXISTING);

    assertThat(results.result("image", KEY)).isEmpty();
    assertThat(damage).singleElement().asString().contains("subject");
  }

  @Test
  void manyMayKeepAndReadTheSameAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Boolean> one =
          () -> {
            boolean right = true;
            for (int i = 0; i < 50; i++) {
              results.keepResult("image", KEY, CONTENT);
              right &= results.result("image", KEY).orElseThrow().equals(CONTENT);
            }
            return right;
          };
      for (Future<Boolean> done : threads.invokeAll(List.of(one, one, one, one))) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(damage).isEmpty();
  }

  @Test
  void maintenanceCountsChecksAndDeletesResults() throws IOException {
    results.keepResult("image", KEY, CONTENT);
    results.keepResult("image", OTHER, CONTENT);
    results.keepResult("diff", KEY, CONTENT);
    Path old = layout.result("image", OTHER);
    Path damaged = layout.result("diff", KEY);
    Files.setLastModifiedTime(old, FileTime.from(NOW.minus(Duration.ofDays(31))));
    Files.writeString(damaged, "no result");
    FactsStoreMaintenance maintenance = new FactsStoreMaintenance(root);

    assertThat(maintenance.results())
        .containsExactly(
            new StoredResults("diff-v1", 1, Files.size(damaged)),
            new StoredResults("image-v1", 2, 2 * Files.size(old)));
    assertThat(maintenance.verify())
        .filteredOn(verdict -> !verdict.sound())
        .extracting(Verdict::location)
        .containsExactly(damaged);
    long freed = Files.size(old);
    assertThat(maintenance.gc(30, Long.MAX_VALUE, NOW)).isEqualTo(new Cleaned(0, 0, 1, 0, freed));
    assertThat(old).doesNotExist();
    assertThat(results.result("image", KEY)).contains(CONTENT);
  }

  @Test
  void whatWasUsedLongestAgoGivesWayToABound() throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Digest key = key("key " + i);
      results.keepResult(i % 2 == 0 ? "image" : "diff", key, CONTENT);
      Path file = layout.result(i % 2 == 0 ? "image" : "diff", key);
      Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofDays(i))));
      files.add(file);
    }
    FactsStoreMaintenance maintenance = new FactsStoreMaintenance(root);
    long each = Files.size(files.get(0));

    assertThat(maintenance.boundResults(4 * each)).isEqualTo(new Cleaned(0, 0, 0, 0, 0));
    assertThat(maintenance.boundResults(2 * each)).isEqualTo(new Cleaned(0, 0, 2, 0, 2 * each));
    assertThat(files.get(0)).exists();
    assertThat(files.get(1)).exists();
    assertThat(files.get(2)).doesNotExist();
    assertThat(files.get(3)).doesNotExist();
    assertThat(maintenance.gc(30, each, NOW).results()).isEqualTo(1);
    assertThat(files.get(0)).exists();
  }
}
