package dev.varve.layer;

import static dev.varve.layer.StoreEntries.DIFF_ID;
import static dev.varve.layer.StoreEntries.OTHER_ID;
import static dev.varve.layer.StoreEntries.file;
import static dev.varve.layer.StoreEntries.read;
import static dev.varve.layer.StoreEntries.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store over objects, of which each opening is another machine. */
class ObjectFactsStoreTest extends FactsStoreContract {
  private static final Duration SETTLING = Duration.ofMillis(1500);
  private static final List<Entry> ENTRIES = List.of(file(0, "a"), file(1, "b"));

  @TempDir Path temp;
  private final MemoryObjects objects = new MemoryObjects();
  private final AtomicInteger machines = new AtomicInteger();

  @Override
  protected ObjectFactsStore open(int sortBytes) throws IOException {
    return open(sortBytes, ObjectFactsStore.DEFAULT_CACHE_BYTES);
  }

  private ObjectFactsStore open(int sortBytes, long cacheBytes) throws IOException {
    return new ObjectFactsStore(
        objects, nextFolder(), cacheBytes, sortBytes, SETTLING, (where, why) -> damage.add(why));
  }

  private Path nextFolder() {
    return temp.resolve("machine-" + machines.incrementAndGet());
  }

  private String onlyObject() {
    assertThat(objects.contents).hasSize(1);
    return objects.contents.keySet().iterator().next();
  }

  @Test
  void anyMachineGivesTheSameObjects() throws IOException {
    store(open(), DIFF_ID, ENTRIES);
    Map<String, Bytes> first = contents();
    store(open(TINY), DIFF_ID, List.of(ENTRIES.get(1), ENTRIES.get(0)));

    assertThat(contents()).isEqualTo(first);
    assertThat(first.keySet())
        .containsExactly(
            "listings-v"
                + StoreLayout.LISTING_VERSION
                + "."
                + StoreLayout.CONTENT_VERSION
                + "/sha256/"
                + DIFF_ID.hex().substring(0, 2)
                + "/"
                + DIFF_ID.hex()
                + ".pack");
  }

  private Map<String, Bytes> contents() {
    Map<String, Bytes> contents = new TreeMap<>();
    objects.contents.forEach((name, content) -> contents.put(name, Bytes.wrap(content)));
    return contents;
  }

  @Test
  void aListingIsFetchedOnceByAMachine() throws Exception {
    store(open(), DIFF_ID, ENTRIES);
    FactsStore other = open();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<List<Entry>>> tasks = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        tasks.add(() -> read(other.find(DIFF_ID).orElseThrow().entries()));
      }
      for (Future<List<Entry>> result : threads.invokeAll(tasks)) {
        assertThat(result.get()).isEqualTo(ENTRIES);
      }
    } finally {
      threads.shutdown();
    }
    assertThat(objects.gets).hasValue(1);
  }

  @Test
  void anyDamageToAnObjectIsToldAndMendedByTheNextPut() throws IOException {
    store(open(), DIFF_ID, ENTRIES);
    String name = onlyObject();
    byte[] sound = objects.contents.get(name);
    List<byte[]> damaged = new ArrayList<>();
    for (int at = 0; at < sound.length; at += Math.max(1, sound.length / 40)) {
      byte[] altered = sound.clone();
      altered[at] ^= 1;
      damaged.add(altered);
    }
    for (int length :
        new int[] {0, 1, 7, 8, sound.length / 2, sound.length - 1, sound.length + 1}) {
      damaged.add(Arrays.copyOf(sound, length));
    }
    for (byte[] one : damaged) {
      objects.contents.put(name, one);
      damage.clear();
      FactsStore other = open();

      assertThat(other.find(DIFF_ID)).isEmpty();
      assertThat(damage).hasSize(1);
      store(other, DIFF_ID, ENTRIES);
      assertThat(objects.contents.get(name)).isEqualTo(sound);
    }
  }

  @Test
  void aSoundObjectOfAnotherLayerIsNotTaken() throws IOException {
    store(open(), DIFF_ID, ENTRIES);
    String name = onlyObject();
    objects.contents.put(
        name.replace(DIFF_ID.hex(), OTHER_ID.hex())
            .replace(
                "/" + DIFF_ID.hex().substring(0, 2) + "/",
                "/" + OTHER_ID.hex().substring(0, 2) + "/"),
        objects.contents.get(name));

    assertThat(open().find(OTHER_ID)).isEmpty();
    assertThat(damage).singleElement().asString().contains("its subject is " + DIFF_ID);
  }

  @Test
  void damagedRecordsOfBlobsAndResultsCountAsAbsent() throws IOException {
    open().rememberBlob(OTHER_ID, blobFacts());
    open().results().keepResult("image", DIFF_ID, Bytes.utf8("result"));
    objects.contents.replaceAll((name, content) -> Arrays.copyOf(content, content.length - 1));

    assertThat(open().blob(OTHER_ID)).isEmpty();
    assertThat(open().results().result("image", DIFF_ID)).isEmpty();
    assertThat(damage).hasSize(2);
  }

  /** Not every storage puts an object as a whole. */
  @Test
  void keyWhoseWriterWasKilledIsMadeAnewByOneForAll() throws Exception {
    for (int length : new int[] {0, 31}) {
      Path cut = Files.write(temp.resolve("cut-" + length), new byte[length]);
      objects.put(cut, "secrets-v1/00" + length + ".key");
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<byte[]>> tasks = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        tasks.add(() -> open().matchKey());
      }
      List<Future<byte[]>> made = threads.invokeAll(tasks);

      byte[] first = open().matchKey();
      assertThat(first).hasSize(SecretKeyFile.KEY_BYTES);
      for (Future<byte[]> one : made) {
        assertThat(one.get()).isEqualTo(first);
      }
    } finally {
      threads.shutdown();
    }
  }

  /** Room for about two of the listings. */
  @Test
  void copiesStayWithinTheirBoundAndAreFetchedAgain() throws Exception {
    List<Digest> layers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Digest diffId = Digest.sha256Of(new byte[] {(byte) i});
      store(open(), diffId, ENTRIES);
      layers.add(diffId);
    }
    long one = objects.contents.values().iterator().next().length;
    ObjectFactsStore small = open(TINY, 2 * one);
    List<LayerListing> listings = new ArrayList<>();
    for (Digest layer : layers) {
      listings.add(small.find(layer).orElseThrow());
    }
    assertThat(small.copiedBytes()).isLessThanOrEqualTo(2 * one);
    assertThat(bytesBelow(temp.resolve("machine-" + machines.get()))).isLessThanOrEqualTo(3 * one);

    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Callable<List<Entry>>> tasks = new ArrayList<>();
      for (int round = 0; round < 20; round++) {
        listings.forEach(listing -> tasks.add(() -> read(listing.entries())));
      }
      for (Future<List<Entry>> result : threads.invokeAll(tasks)) {
        assertThat(result.get()).isEqualTo(ENTRIES);
      }
    } finally {
      threads.shutdown();
    }
    assertThat(damage).isEmpty();
    assertThat(small.copiedBytes()).isLessThanOrEqualTo(2 * one);
  }

  private static long bytesBelow(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  @Test
  void aListingThatNobodyHasAnyMoreIsLost() throws IOException {
    store(open(), DIFF_ID, ENTRIES);
    ObjectFactsStore small = open(TINY, 0);
    LayerListing listing = small.find(DIFF_ID).orElseThrow();
    store(small, OTHER_ID, ENTRIES);
    objects.contents.clear();

    assertThatThrownBy(listing::entries)
        .isInstanceOf(ListingLostException.class)
        .hasMessageContaining("expand the layer again");
  }

  @Test
  void addressesTellFoldersFromObjectStores() {
    Map<String, String> environment = Map.of("VARVE_STORE", "gs://bucket/varve/");
    assertThat(StoreAddress.of("", environment).toString()).isEqualTo("gs://bucket/varve");
    assertThat(StoreAddress.of("", environment).isFolder()).isFalse();
    assertThat(StoreAddress.of("/s", environment).folder()).isEqualTo(Path.of("/s"));
    assertThat(StoreAddress.of("", Map.of("XDG_CACHE_HOME", "/x")).folder())
        .isEqualTo(Path.of("/x/varve"));
    assertThat(StoreAddress.of("s3://b", environment).localFolder(Map.of("XDG_CACHE_HOME", "/x")))
        .isEqualTo(Path.of("/x/varve"));
  }
}
