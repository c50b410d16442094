package dev.varve.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.blob.InflaterChoice;
import dev.varve.blob.StructureFinding;
import dev.varve.blob.TestTar;
import dev.varve.failure.FindingCode;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.testing.OptionalParts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LayerExpanderTest {
  private final InMemoryFactsStore store = new InMemoryFactsStore();
  private final LayerExpander expander = new LayerExpander(Limits.DEFAULT, InflaterChoice.JDK);

  private ExpandedLayer expand(byte[] blob, String... algorithms)
      throws IOException, InputException {
    return expander.expand(
        () -> new ByteArrayInputStream(blob), blob.length, List.of(algorithms), store, "layer 0");
  }

  private static Bytes sha256(String content) {
    return Bytes.fromHex(Digest.sha256Of(Bytes.utf8(content).toArray()).hex());
  }

  private static Entry file(int ordinal, String path, String content) {
    return new Entry(
        ordinal,
        EntryKind.FILE,
        '0',
        Bytes.utf8(path),
        null,
        content.length(),
        sha256(content),
        0644,
        0,
        0,
        Bytes.EMPTY,
        Bytes.EMPTY,
        1_000_000_000,
        0,
        Bytes.EMPTY,
        0,
        0,
        List.of());
  }

  @Test
  void givesEveryMemberInTreeOrderWithItsDigest() throws Exception {
    byte[] tar = new TestTar().file("./b", "two").file("a//c", "").file("a/b", "one").build();
    ExpandedLayer layer = expand(TestTar.gzip(tar));
    assertThat(InMemoryFactsStore.entriesOf(layer.listing()))
        .containsExactly(file(2, "a/b", "one"), file(1, "a/c", ""), file(0, "b", "two"));
    assertThat(layer.listing().summary())
        .isEqualTo(new LayerSummary(Digest.sha256Of(tar), tar.length, 3, 6, 0, List.of()));
    assertThat(store.open()).isZero();
  }

  @Test
  void remembersTheBlobUnderTheDigestItReallyHas() throws Exception {
    byte[] tar = new TestTar().file("a", "x").build();
    byte[] blob = TestTar.gzip(tar);
    ExpandedLayer layer = expand(blob, "sha512");
    BlobFacts facts =
        new BlobFacts(Digest.sha256Of(blob), blob.length, "gzip", Digest.sha256Of(tar), List.of());
    assertThat(layer.blob()).isEqualTo(facts);
    assertThat(store.blob(Digest.sha256Of(blob))).contains(facts);
    Digest any = new Digest("sha512", "0".repeat(128));
    assertThat(layer.identified().blobDigestLike(any)).isEqualTo(any.recompute(blob));
    assertThat(layer.identified().diffIdLike(any)).isEqualTo(any.recompute(tar));
  }

  @Test
  void plainBlobsHaveTheirDiffIdAsDigest() throws Exception {
    byte[] tar = new TestTar().file("a", "x").build();
    ExpandedLayer layer = expand(tar);
    assertThat(layer.blob())
        .isEqualTo(
            new BlobFacts(
                Digest.sha256Of(tar), tar.length, "none", Digest.sha256Of(tar), List.of()));
    assertThat(layer.identified().blobDigests()).containsExactly(Digest.sha256Of(tar));
  }

  @Test
  void bytesAfterTheEndMarkerBelongToTheDiffId() throws Exception {
    byte[] end = new TestTar().file("a", "x").build();
    byte[] tar = Arrays.copyOf(end, end.length + 700_000);
    tar[tar.length - 1] = 1;
    ExpandedLayer layer = expand(TestTar.gzip(tar));
    assertThat(layer.listing().summary())
        .isEqualTo(
            new LayerSummary(
                Digest.sha256Of(tar),
                tar.length,
                1,
                1,
                0,
                List.of(
                    new StructureFinding(FindingCode.TAR_DATA_AFTER_END, 0, null, null, null))));
  }

  @Test
  void damagedCompressionOutranksADamagedTar() {
    byte[] tar = new TestTar().raw(noise(400_000)).build();
    byte[] blob = TestTar.gzip(tar);
    assertThatThrownBy(() -> expand(Arrays.copyOf(blob, blob.length - 4)))
        .isInstanceOfSatisfying(
            InputException.class, e -> assertThat(e.reason()).isEqualTo(ReasonCode.GZIP_TRUNCATED));
    assertThatThrownBy(() -> expand(blob))
        .isInstanceOfSatisfying(
            InputException.class, e -> assertThat(e.reason()).isEqualTo(ReasonCode.TAR_MALFORMED));
    assertThat(store.size()).isZero();
    assertThat(store.open()).isZero();
  }

  @Test
  void failuresOfTheSurroundingsPassThroughAndLeaveNoThreads() throws Exception {
    AtomicReference<Thread> reader = new AtomicReference<>();
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            reader.set(Thread.currentThread());
            throw new IOException("the disk is gone");
          }

          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            return read();
          }
        };
    InputStream blob =
        new SequenceInputStream(
            new ByteArrayInputStream(new TestTar().file("a", "x").open()), broken);
    assertThatThrownBy(() -> expander.expand(() -> blob, -1, List.of(), store, "layer 0"))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is gone");
    assertThat(reader.get()).isNotSameAs(Thread.currentThread());
    assertThat(reader.get().isAlive()).isFalse();
    assertThat(store.open()).isZero();
  }

  @Test
  void rejectedMembersKeepTheirNameAndCount() throws Exception {
    byte[] tar =
        new TestTar()
            .file("a/../b", "xy")
            .member(new TestTar.Header("odd", 'Z', 3), new byte[] {1, 2, 3})
            .build();
    ExpandedLayer layer = expand(tar);
    List<Entry> entries = InMemoryFactsStore.entriesOf(layer.listing());
    assertThat(entries)
        .extracting(Entry::path, Entry::unsafeName, Entry::kind, Entry::size)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                Bytes.utf8("a/../b"), Bytes.utf8("a/../b"), EntryKind.FILE, 2L),
            org.assertj.core.groups.Tuple.tuple(
                Bytes.utf8("odd"), null, EntryKind.UNSUPPORTED, 3L));
    assertThat(layer.listing().summary().shippedBytes()).isEqualTo(5);
  }

  /** Whatever is damaged, the outcome is the same whether libisal or the JDK inflates. */
  @Test
  void theInflaterDoesNotChangeWhatIsSaid() throws Exception {
    OptionalParts.libisal();
    LayerExpander isal = new LayerExpander(Limits.DEFAULT, InflaterChoice.ISAL);
    byte[] blob = TestTar.gzip(new TestTar().file("a", "x".repeat(700)).file("b", "y").build());
    Random random = new Random(9);
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      byte[] damaged = i < blob.length ? Arrays.copyOf(blob, i) : blob.clone();
      if (i >= blob.length) {
        damaged[2 + random.nextInt(blob.length - 2)] ^= (byte) (1 << random.nextInt(8));
      }
      String here = outcome(expander, damaged);
      String there = outcome(isal, damaged);
      if (!here.equals(there)) {
        differences.add(here + " / " + there);
      }
    }
    assertThat(differences).isEmpty();
  }

  private String outcome(LayerExpander wanted, byte[] blob) throws IOException {
    try {
      return wanted
          .expand(() -> new ByteArrayInputStream(blob), -1, List.of(), store, "layer 0")
          .blob()
          .toString();
    } catch (InputException e) {
      return e.getMessage();
    }
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }
}
