package dev.varve.layer;

import static dev.varve.layer.StoreEntries.DIFF_ID;
import static dev.varve.layer.StoreEntries.OTHER_ID;
import static dev.varve.layer.StoreEntries.file;
import static dev.varve.layer.StoreEntries.store;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryFactsStoreTest extends FactsStoreContract {

  @TempDir Path temp;
  private Path root;

  @BeforeEach
  void placeStore() {
    root = temp.resolve("store");
  }

  @Override
  protected DirectoryFactsStore open(int sortBytes) throws IOException {
    return DirectoryFactsStore.open(root, sortBytes, (where, why) -> damage.add(why));
  }

  @Test
  void anyOrderOfAddingGivesTheSameBytes() throws IOException {
    List<Entry> entries = new ArrayList<>();
    Random random = new Random(3);
    for (Bytes path : StoreEntries.randomPaths(random, 2000)) {
      entries.add(StoreEntries.random(random, entries.size(), path));
    }
    store(open(), DIFF_ID, entries);
    Map<String, Bytes> first = filesBelow(root);
    PrivateFiles.delete(root);
    Collections.shuffle(entries, random);
    store(open(TINY), DIFF_ID, entries);

    assertThat(filesBelow(root)).isEqualTo(first).hasSize(5);
  }

  private static Map<String, Bytes> filesBelow(Path folder) throws IOException {
    Map<String, Bytes> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        files.put(folder.relativize(file).toString(), Bytes.wrap(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  @Test
  void aWriterThatIsClosedUnpublishedLeavesNothing() throws IOException {
    try (ListingWriter writer = open(TINY).create()) {
      for (int i = 0; i < 1000; i++) {
        writer.add(file(i, "f" + i));
      }
    }

    assertThat(filesBelow(root)).isEmpty();
    assertThat(open().find(DIFF_ID)).isEmpty();
  }

  @Test
  void onlyTheUserMayReadTheStore() throws IOException {
    store(open(), DIFF_ID, List.of(file(0, "f")));
    open().rememberBlob(OTHER_ID, blobFacts());

    TreeSet<String> modes = new TreeSet<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        modes.add(
            (Files.isDirectory(path) ? "d" : "-")
                + PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      }
    }
    assertThat(modes).containsExactly("-rw-------", "drwx------");
  }

  @Test
  void theStoreLiesWhereTheEnvironmentSays() {
    assertThat(StoreLayout.defaultRoot(Map.of("VARVE_STORE", "/s", "XDG_CACHE_HOME", "/x"), "/h"))
        .isEqualTo(Path.of("/s"));
    assertThat(StoreLayout.defaultRoot(Map.of("XDG_CACHE_HOME", "/x"), "/h"))
        .isEqualTo(Path.of("/x/varve"));
    assertThat(StoreLayout.defaultRoot(Map.of("XDG_CACHE_HOME", "relative"), "/h"))
        .isEqualTo(Path.of("/h/.cache/varve"));
    assertThat(StoreLayout.defaultRoot(Map.of("VARVE_STORE", ""), "/h"))
        .isEqualTo(Path.of("/h/.cache/varve"));
  }

  @Test
  @Override
  void manyWritersOfOneLayerAllEndWithTheSameListing() throws Exception {
    super.manyWritersOfOneLayerAllEndWithTheSameListing();

    assertThat(filesBelow(root)).hasSize(5);
  }
}
