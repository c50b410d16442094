package dev.varve.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Digest;
import dev.varve.testing.ImagePackaging;
import dev.varve.testing.ImagePackaging.Shape;
import dev.varve.testing.TestImage;
import dev.varve.testing.TestLayer;
import dev.varve.testing.VarveProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scans that are killed at any moment and started again, and scans that share a store at the same
 * time: the results are those of a run that nobody disturbed, and no finished work is done twice.
 */
class KilledScanTest {
  private static final int ARCHIVES = 6;

  /** One layer that all archives share, and two of each one's own. */
  private static final int LAYERS = 1 + 2 * ARCHIVES;

  private static final int FILES = 250;
  private static final Pattern EXPANDED = Pattern.compile("\"layersExpanded\":(\\d+)");

  private static final String NOTHING = Digest.sha256Of(new byte[0]).hex();

  @TempDir static Path shared;

  private static Map<String, String> undisturbed = Map.of();

  @TempDir Path folder;

  /** Something about a scan that can be seen from outside. */
  private interface Sight {
    boolean seen() throws IOException;
  }

  @BeforeAll
  static void scanUndisturbed() throws Exception {
    TestLayer base = layer(0);
    for (int i = 0; i < ARCHIVES; i++) {
      TestImage image = TestImage.of("team/app:" + i, base, layer(1 + 2 * i), layer(2 + 2 * i));
      ImagePackaging.plain(Shape.DOCKER_ARCHIVE)
          .write(List.of(image), shared.resolve("app" + i + ".tar"));
    }
    Path out = shared.resolve("out");
    VarveProcess scan = scan(shared, out, shared.resolve("store"));
    assertThat(scan.exitCode()).as(scan.said()).isZero();
    assertThat(expanded(out)).isEqualTo(LAYERS);
    undisturbed = FixtureFleet.results(out);
  }

  @Test
  void scanKilledWhileItExpandsOrJudgesGoesOnWhereItWas() throws Exception {
    Path store = folder.resolve("store");
    Path out = folder.resolve("out");
    Map<Path, Object> finished = Map.of();
    List<Sight> sights =
        List.of(
            () -> exists(store.resolve("tmp"), "run-*"),
            () -> listings(store).size() >= 3,
            () -> listings(store).size() >= LAYERS / 2 + 1,
            () -> listings(store).size() == LAYERS,
            () -> parts(folder, "images.jsonl") >= 2);
    for (Sight sight : sights) {
      finished = kill(store, out, finished, sight);
      assertThat(out).doesNotExist();
    }

    assertFinishes(store, out, finished);
  }

  /** Moments that nobody thought of; the seed is in the name of what fails. */
  @Test
  void scanKilledAtAnyMomentGoesOnWhereItWas() throws Exception {
    long seed = Long.getLong("varve.seed", 20_260_102L);
    Random random = new Random(seed);
    Path store = folder.resolve("store");
    Path out = folder.resolve("out");
    Map<Path, Object> finished = Map.of();
    for (int kills = 0; kills < 3; kills++) {
      long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500 + random.nextInt(3500));
      finished = kill(store, out, finished, () -> System.nanoTime() >= at);
    }
    if (!Files.exists(out)) {
      assertFinishes(store, out, finished);
    }
    assertThat(FixtureFleet.results(out)).as("seed %d", seed).isEqualTo(undisturbed);
  }

  @Test
  void twoScansAtOnceShareAStore() throws Exception {
    Path store = folder.resolve("store");
    List<Path> outs = List.of(folder.resolve("first"), folder.resolve("second"));
    List<VarveProcess> scans = new ArrayList<>();
    for (Path out : outs) {
      scans.add(scan(folder, out, store));
    }
    for (VarveProcess scan : scans) {
      assertThat(scan.exitCode()).as(scan.said()).isZero();
      assertThat(scan.said()).doesNotContain("damaged");
    }

    for (Path out : outs) {
      assertThat(FixtureFleet.results(out)).isEqualTo(undisturbed);
    }
    assertSound(store);
    Path warm = folder.resolve("warm");
    VarveProcess again = scan(folder, warm, store);
    assertThat(again.exitCode()).isZero();
    assertThat(expanded(warm)).isZero();
  }

  /** Starts a scan and kills it at a sight; the listings that are there afterwards, by folder. */
  private Map<Path, Object> kill(Path store, Path out, Map<Path, Object> before, Sight sight)
      throws Exception {
    VarveProcess scan = scan(folder, out, store);
    while (scan.isAlive() && !sight.seen()) {
      Thread.sleep(2);
    }
    scan.kill();
    Map<Path, Object> after = listings(store);
    assertThat(after).containsAllEntriesOf(before);
    return after;
  }

  private void assertFinishes(Path store, Path out, Map<Path, Object> finished) throws Exception {
    VarveProcess scan = scan(folder, out, store);

    assertThat(scan.exitCode()).as(scan.said()).isZero();
    assertThat(FixtureFleet.results(out)).isEqualTo(undisturbed);
    // A listing that was there is the same file still, and only the others were made.
    assertThat(listings(store)).containsAllEntriesOf(finished).hasSize(LAYERS);
    assertThat(expanded(out)).isEqualTo(LAYERS - finished.size());
    assertSound(store);
    assertNothingIsLeft();
  }

  private void assertSound(Path store) throws Exception {
    VarveProcess verify =
        VarveProcess.start(folder, List.of("cache", "verify", "--store", store.toString()));
    assertThat(verify.exitCode()).as(verify.said()).isZero();
    // Who is killed between making a folder and locking it leaves an empty one to a later clean-up.
    for (Map.Entry<String, String> left : FixtureFleet.files(store.resolve("tmp")).entrySet()) {
      assertThat(left.getValue()).as(left.getKey()).isIn("", NOTHING);
    }
  }

  /** Neither beside the results nor among temporary files. */
  private void assertNothingIsLeft() throws IOException {
    try (Stream<Path> beside = Files.list(folder);
        Stream<Path> temporary = Files.list(folder.resolve("tmp"))) {
      assertThat(beside.filter(path -> path.getFileName().toString().startsWith("."))).isEmpty();
      assertThat(temporary.filter(path -> path.getFileName().toString().startsWith("varve-")))
          .isEmpty();
    }
  }

  private static VarveProcess scan(Path folder, Path out, Path store) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("scan"));
    for (int i = 0; i < ARCHIVES; i++) {
      arguments.add(shared.resolve("app" + i + ".tar").toString());
    }
    arguments.addAll(List.of("-o", out.toString(), "--store", store.toString()));
    arguments.addAll(List.of("--as-of", "2026-01-02", "--fail-on", "critical"));
    return VarveProcess.start(folder, arguments);
  }

  private static TestLayer layer(int number) {
    TestLayer layer = TestLayer.start().dir("srv").dir("srv/" + number);
    for (int i = 0; i < FILES; i++) {
      layer.file("srv/" + number + "/file" + i, ("layer " + number + " ").repeat(i + 1));
    }
    return layer;
  }

  /** What tells a listing from another in its place, by folder. */
  private static Map<Path, Object> listings(Path store) throws IOException {
    Map<Path, Object> listings = new TreeMap<>();
    try (Stream<Path> folders = Files.walk(store)) {
      for (Path path : (Iterable<Path>) folders::iterator) {
        Path relative = store.relativize(path);
        if (relative.getNameCount() == 4 && relative.startsWith(listingsFolder(store))) {
          listings.put(relative, fileKey(path));
        }
      }
    } catch (java.io.UncheckedIOException | java.nio.file.NoSuchFileException e) {
      return Map.of(); // the store is in the making, or something in it was moved meanwhile
    }
    return listings;
  }

  private static Path listingsFolder(Path store) throws IOException {
    try (Stream<Path> folders = Files.list(store)) {
      return folders
          .map(Path::getFileName)
          .filter(name -> name.toString().startsWith("listings-"))
          .findFirst()
          .orElse(Path.of("none"));
    }
  }

  private static Object fileKey(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** Parts of one file of the results that a scan in this folder has left so far. */
  private static long parts(Path folder, String file) throws IOException {
    long parts = 0;
    try (Stream<Path> work = Files.list(folder)) {
      for (Path path : (Iterable<Path>) work::iterator) {
        Path finished = path.resolve("parts").resolve(file);
        if (Files.isDirectory(finished)) {
          try (Stream<Path> files = Files.list(finished)) {
            parts += files.filter(part -> !part.toString().endsWith(".tmp")).count();
          }
        }
      }
    } catch (java.nio.file.NoSuchFileException e) {
      return 0;
    }
    return parts;
  }

  private static boolean exists(Path folder, String glob) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (var found = Files.newDirectoryStream(folder, glob)) {
      return found.iterator().hasNext();
    }
  }

  private static long expanded(Path out) throws IOException {
    Matcher matcher = EXPANDED.matcher(Files.readString(out.resolve("timings.json")));
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1));
  }
}
