package dev.varve.layer;

import static dev.varve.layer.StoreEntries.DIFF_ID;
import static dev.varve.layer.StoreEntries.OTHER_ID;
import static dev.varve.layer.StoreEntries.dir;
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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldListingsTest {
  private static final List<Entry> ENTRIES = List.of(dir(0, "etc"), file(1, "etc/hosts"));
  private static final List<Entry> OTHERS = List.of(dir(0, "usr"), file(1, "usr/x"));

  @TempDir Path temp;

  private DirectoryFactsStore filled() throws IOException {
    DirectoryFactsStore files = DirectoryFactsStore.open(temp.resolve("store"));
    store(files, DIFF_ID, ENTRIES);
    store(files, OTHER_ID, OTHERS);
    return files;
  }

  /** Takes the listing files away without the store's knowledge, to see who still reads them. */
  private void loseFiles() throws IOException {
    try (Stream<Path> all = Files.walk(temp)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        Files.delete(file);
      }
    }
  }

  @Test
  void listingComesFromMemoryTheSecondTime() throws IOException {
    DirectoryFactsStore files = filled();
    LayerListing listing = new HeldListings(files).find(DIFF_ID).orElseThrow();
    List<Entry> side = read(files.find(DIFF_ID).orElseThrow().sideTable());

    assertThat(read(listing.entries())).isEqualTo(ENTRIES);
    assertThat(read(listing.sideTable())).isEqualTo(side);
    assertThat(listing.contents()).isEmpty();

    loseFiles();

    assertThat(read(listing.entries())).isEqualTo(ENTRIES);
    assertThat(read(listing.sideTable())).isEqualTo(side);
    assertThat(listing.contents()).isEmpty();
    assertThat(listing.summary().entries()).isEqualTo(2);
  }

  @Test
  void contentsAreHeldWithTheirHeads() throws IOException {
    DirectoryFactsStore files = filled();
    ContentFact fact =
        new ContentFact(1, Bytes.utf8("etc/hosts"), Bytes.utf8("127.0.0.1"), true, List.of());
    Digest diffId = Digest.sha256Of(new byte[] {3});
    try (ListingWriter writer = files.create()) {
      for (Entry entry : ENTRIES) {
        writer.add(entry);
      }
      writer.add(fact);
      writer.publish(StoreEntries.summary(diffId, ENTRIES.size()));
    }
    HeldListings held = new HeldListings(files);
    LayerListing listing = held.find(diffId).orElseThrow();

    assertThat(listing.contents()).containsExactly(fact);
    assertThat(held.heldBytes()).isGreaterThan(fact.head().length());
    loseFiles();
    assertThat(listing.contents()).containsExactly(fact);
  }

  @Test
  void whatWasUsedLongestAgoGivesWay() throws IOException {
    DirectoryFactsStore files = filled();
    // Room for the entries of three listings like these, and not for four.
    HeldListings held = new HeldListings(files, 4 * 2 * 270);
    LayerListing first = held.find(DIFF_ID).orElseThrow();
    LayerListing second = held.find(OTHER_ID).orElseThrow();
    Digest diffId = Digest.sha256Of(new byte[] {3});
    store(files, diffId, ENTRIES);
    Digest another = Digest.sha256Of(new byte[] {4});
    store(files, another, ENTRIES);
    Digest last = Digest.sha256Of(new byte[] {5});
    store(files, last, ENTRIES);
    read(first.entries());
    read(second.entries());
    read(held.find(diffId).orElseThrow().entries());
    read(first.entries());
    read(held.find(another).orElseThrow().entries());
    read(held.find(last).orElseThrow().entries());

    assertThat(held.heldBytes()).isBetween(3L * 2 * 256, 4L * 2 * 270);
    loseFiles();
    assertThat(read(first.entries())).isEqualTo(ENTRIES);
    assertThatThrownBy(() -> read(second.entries())).isInstanceOf(ListingLostException.class);
  }

  @Test
  void listingThatWouldFillTheRoomIsReadEveryTime() throws IOException {
    DirectoryFactsStore files = filled();
    HeldListings held = new HeldListings(files, 800);
    LayerListing listing = held.find(DIFF_ID).orElseThrow();

    assertThat(read(listing.entries())).isEqualTo(ENTRIES);
    assertThat(held.heldBytes()).isZero();
    assertThat(read(listing.entries())).isEqualTo(ENTRIES);
  }

  /** A merge has all layers of an image open at once, and what it reads stays in memory. */
  @Test
  void whatIsBeingReadKeepsItsRoomAndWhatFindsNoneIsReadFromTheOtherStore() throws IOException {
    DirectoryFactsStore files = filled();
    Digest thirdId = Digest.sha256Of(new byte[] {3});
    store(files, thirdId, ENTRIES);
    // Room for the entries of two listings like these, and not for three.
    HeldListings held = new HeldListings(files, 2 * 2 * 270);
    LayerListing first = held.find(DIFF_ID).orElseThrow();
    LayerListing second = held.find(OTHER_ID).orElseThrow();
    LayerListing third = held.find(thirdId).orElseThrow();
    try (LayerListing.Cursor open = first.entries();
        LayerListing.Cursor besides = second.entries()) {
      long both = held.heldBytes();
      assertThat(read(third.entries())).isEqualTo(ENTRIES);
      assertThat(held.heldBytes()).isEqualTo(both).isPositive();
      loseFiles();
      assertThatThrownBy(() -> read(third.entries())).isInstanceOf(ListingLostException.class);
      assertThat(read(open)).isEqualTo(ENTRIES);
      assertThat(read(besides)).isEqualTo(OTHERS);
    }

    store(files, thirdId, ENTRIES);
    assertThat(read(held.find(thirdId).orElseThrow().entries())).isEqualTo(ENTRIES);
    assertThat(held.heldBytes()).isBetween(1L, 2L * 2 * 270);
    assertThat(read(second.entries())).isEqualTo(OTHERS);
    assertThatThrownBy(() -> read(first.entries())).isInstanceOf(ListingLostException.class);
  }

  @Test
  void lostListingIsAbsentAndLeavesNoTrace() throws IOException {
    DirectoryFactsStore files = filled();
    HeldListings held = new HeldListings(files);
    read(held.find(DIFF_ID).orElseThrow().entries());
    assertThat(held.heldBytes()).isPositive();

    loseFiles();

    assertThat(held.find(DIFF_ID)).isEmpty();
    assertThat(held.heldBytes()).isZero();
  }

  @Test
  void writesAndBlobsGoToTheOtherStore() throws IOException {
    DirectoryFactsStore files = filled();
    HeldListings held = new HeldListings(files);
    Digest diffId = Digest.sha256Of(new byte[] {3});
    Digest blob = Digest.sha256Of(new byte[] {4});
    BlobFacts facts = new BlobFacts(blob, 7, "gzip", diffId, List.of());

    assertThat(held.find(diffId)).isEmpty();
    try (ListingWriter writer = held.create()) {
      writer.publish(StoreEntries.summary(diffId, 0));
    }
    held.rememberBlob(blob, facts);

    assertThat(files.find(diffId)).isPresent();
    assertThat(held.find(diffId)).isPresent();
    assertThat(held.blob(blob)).contains(facts);
    assertThat(files.blob(blob)).contains(facts);
  }
}
