package dev.varve.layer;

import static dev.varve.layer.StoreEntries.DIFF_ID;
import static dev.varve.layer.StoreEntries.OTHER_ID;
import static dev.varve.layer.StoreEntries.read;
import static dev.varve.layer.StoreEntries.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.blob.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A store file that is cut short, altered or foreign is noticed and made again. */
class DirectoryFactsStoreDamageTest {
  @TempDir Path root;
  private final List<String> damage = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private List<Entry> sorted = List.of();
  private DirectoryFactsStore facts;

  @BeforeEach
  void storeOneLayer() throws IOException {
    Random random = new Random(5);
    for (Bytes path : StoreEntries.randomPaths(random, 100)) {
      entries.add(StoreEntries.random(random, entries.size(), path));
    }
    sorted = entries.stream().sorted(PathOrder.ENTRIES).toList();
    facts = open();
    store(facts, DIFF_ID, entries);
  }

  private DirectoryFactsStore open() throws IOException {
    return DirectoryFactsStore.open(root, 1 << 20, (where, why) -> damage.add(why));
  }

  private Path fileOf(StoreFile kind) {
    return new StoreLayout(root).listing(DIFF_ID).resolve(kind.fileName());
  }

  /** The same store that found the listing sound before must notice, and take a new one. */
  private void assertNoticedAndReplaceable(String what) throws IOException {
    assertThat(facts.find(DIFF_ID)).as(what).isEmpty();
    assertThat(damage).as(what).hasSize(1);
    assertThat(new StoreLayout(root).listing(DIFF_ID)).as(what).doesNotExist();
    store(facts, DIFF_ID, entries);
    assertThat(read(facts.find(DIFF_ID).orElseThrow().entries())).as(what).isEqualTo(sorted);
    damage.clear();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"BLOB", "RESULT"})
  void aFlippedBitAnywhereIsNoticed(StoreFile kind) throws IOException {
    assertThat(facts.find(DIFF_ID)).isPresent();
    byte[] sound = Files.readAllBytes(fileOf(kind));
    int step = Math.max(1, sound.length / 12);
    for (int at = 0; at < sound.length; at += step) {
      byte[] altered = sound.clone();
      altered[at] ^= 0x10;
      Files.write(fileOf(kind), altered);
      assertNoticedAndReplaceable(kind + " byte " + at + " of " + sound.length);
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"BLOB", "RESULT"})
  void aFileCutShortOrTooLongIsNoticed(StoreFile kind) throws IOException {
    byte[] sound = Files.readAllBytes(fileOf(kind));
    for (int length :
        new int[] {0, 1, 3, 100, sound.length / 2, sound.length - 1, sound.length + 1}) {
      Files.write(fileOf(kind), java.util.Arrays.copyOf(sound, length));
      assertNoticedAndReplaceable(kind + " of " + length + " bytes");
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"BLOB", "RESULT"})
  void aMissingFileIsNoticed(StoreFile kind) throws IOException {
    Files.delete(fileOf(kind));

    assertThat(facts.find(DIFF_ID)).isEmpty();
    assertThat(damage).containsExactly(kind.fileName() + " is missing");
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"BLOB", "RESULT"})
  void aSoundFileOfAnotherLayerIsNoticed(StoreFile kind) throws IOException {
    store(facts, OTHER_ID, entries);
    Path other = new StoreLayout(root).listing(OTHER_ID).resolve(kind.fileName());
    Files.write(fileOf(kind), Files.readAllBytes(other));

    assertThat(facts.find(DIFF_ID)).isEmpty();
    assertThat(damage)
        .containsExactly(kind.fileName() + ": its subject is " + OTHER_ID + ", not " + DIFF_ID);
  }

  @Test
  void aSoundFileOfAnotherKindIsNoticed() throws IOException {
    Files.write(fileOf(StoreFile.SIDE), Files.readAllBytes(fileOf(StoreFile.LISTING)));

    assertThat(facts.find(DIFF_ID)).isEmpty();
    assertThat(damage).containsExactly("side.avro: its kind is listing, not side");
  }

  @Test
  void damageIsReplacedEvenIfNobodyLookedBeforePublishing() throws IOException {
    Files.write(fileOf(StoreFile.LISTING), new byte[] {1, 2, 3});

    store(facts, DIFF_ID, entries);

    assertThat(damage).containsExactly("listing.avro: it carries no digest of its own");
    assertThat(read(facts.find(DIFF_ID).orElseThrow().entries())).isEqualTo(sorted);
  }

  @Test
  void damagedBlobFactsCountAsAbsent() throws IOException {
    BlobFacts blob = new BlobFacts(OTHER_ID, 12, "zstd", DIFF_ID, List.of());
    facts.rememberBlob(OTHER_ID, blob);
    Path file = new StoreLayout(root).blob(OTHER_ID);
    byte[] sound = Files.readAllBytes(file);
    for (int at = 0; at < sound.length; at += 60) {
      byte[] altered = sound.clone();
      altered[at] ^= 1;
      Files.write(file, altered);
      assertThat(facts.blob(OTHER_ID)).as("byte %d", at).isEmpty();
      assertThat(file).doesNotExist();
      facts.rememberBlob(OTHER_ID, blob);
    }
    assertThat(facts.blob(OTHER_ID)).contains(blob);
  }

  @Test
  void aReaderWhoseListingVanishesIsToldToExpandAgain() throws IOException {
    LayerListing listing = facts.find(DIFF_ID).orElseThrow();
    PrivateFiles.delete(new StoreLayout(root).listing(DIFF_ID));

    assertThatThrownBy(listing::entries)
        .isInstanceOf(ListingLostException.class)
        .hasMessage(
            "the stored listing of layer %s was lost while in use: listing.avro is gone;"
                + " expand the layer again",
            DIFF_ID);
    assertThatThrownBy(listing::contents).isInstanceOf(ListingLostException.class);
  }

  @Test
  void aReaderWhoseListingIsDamagedMeanwhileIsToldToExpandAgain() throws IOException {
    LayerListing listing = facts.find(DIFF_ID).orElseThrow();
    byte[] sound = Files.readAllBytes(fileOf(StoreFile.LISTING));
    byte[] altered = sound.clone();
    java.util.Arrays.fill(altered, sound.length / 2, sound.length, (byte) 0x55);
    Files.write(fileOf(StoreFile.LISTING), altered);

    assertThatThrownBy(() -> read(listing.entries())).isInstanceOf(ListingLostException.class);
  }

  @Test
  void aReaderThatHasBegunGoesOnAfterACleanUp() throws IOException {
    try (LayerListing.Cursor cursor = facts.find(DIFF_ID).orElseThrow().entries()) {
      assertThat(cursor.next()).isEqualTo(sorted.get(0));
      PrivateFiles.delete(new StoreLayout(root).listing(DIFF_ID));
      assertThat(read(cursor)).isEqualTo(sorted.subList(1, sorted.size()));
    }
  }
}
