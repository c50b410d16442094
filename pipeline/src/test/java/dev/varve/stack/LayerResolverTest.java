package dev.varve.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.blob.Digest;
import dev.varve.blob.InflaterChoice;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.layer.DirectoryFactsStore;
import dev.varve.layer.LayerExpander;
import dev.varve.testing.LayerCompression;
import dev.varve.testing.TestLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerResolverTest {
  private static final byte[] TAR = TestLayer.start().dir("etc").file("etc/hosts", "a\n").tar();
  private static final byte[] OTHER = TestLayer.start().file("other", "b\n").tar();
  private static final byte[] GZIP = LayerCompression.GZIP.encode(TAR);
  private static final byte[] ZSTD = LayerCompression.ZSTD.encode(TAR);
  private static final Digest DIFF_ID = Digest.sha256Of(TAR);
  private static final Digest LIE = Digest.sha256Of(new byte[] {1});

  @TempDir Path folder;

  private DirectoryFactsStore store;
  private LayerResolver resolver;

  @BeforeEach
  void openStore() throws IOException {
    store = DirectoryFactsStore.open(folder.resolve("store"));
    resolver = new LayerResolver(store, new LayerExpander(Limits.DEFAULT, InflaterChoice.JDK));
  }

  @Test
  void unknownLayerIsExpandedAndItsListingKept() throws Exception {
    ResolvedLayer resolved = resolve(honest(GZIP));

    assertThat(resolved.expanded()).isTrue();
    assertThat(resolved.blob().digest()).isEqualTo(Digest.sha256Of(GZIP));
    assertThat(resolved.blob().diffId()).isEqualTo(DIFF_ID);
    assertThat(resolved.blob().blobBytes()).isEqualTo(GZIP.length);
    assertThat(resolved.blob().compression()).isEqualTo("gzip");
    assertThat(store.find(DIFF_ID)).isPresent();
  }

  @Test
  void knownLayerIsHashedAndNotExpanded() throws Exception {
    ResolvedLayer first = resolve(honest(GZIP));
    MemorySource again = honest(GZIP);

    ResolvedLayer second = resolve(again);

    assertThat(second).isEqualTo(new ResolvedLayer(first.identified(), false));
    assertThat(again.opened()).isEqualTo(1);
  }

  @Test
  void sameLayerInAnotherCompressionIsIdentifiedAndNotExpanded() throws Exception {
    resolve(honest(GZIP));

    ResolvedLayer zstd = resolve(honest(ZSTD));
    ResolvedLayer plain = resolve(new MemorySource().layer(TAR, null, -1, DIFF_ID));

    assertThat(zstd.expanded()).isFalse();
    assertThat(zstd.blob().compression()).isEqualTo("zstd");
    assertThat(zstd.blob().digest()).isEqualTo(Digest.sha256Of(ZSTD));
    assertThat(zstd.blob().diffId()).isEqualTo(DIFF_ID);
    assertThat(plain.expanded()).isFalse();
    assertThat(plain.blob().compression()).isEqualTo("none");
    assertThat(plain.blob().diffId()).isEqualTo(DIFF_ID);
  }

  @Test
  void lieIsFoundOutThoughTheStoreKnowsTheDigestThatIsClaimed() throws Exception {
    resolve(honest(GZIP));

    ResolvedLayer lying =
        resolve(new MemorySource().layer(OTHER, Digest.sha256Of(GZIP), GZIP.length, DIFF_ID));

    assertThat(lying.expanded()).isTrue();
    assertThat(lying.blob().digest()).isEqualTo(Digest.sha256Of(OTHER));
    assertThat(lying.blob().diffId()).isEqualTo(Digest.sha256Of(OTHER));
    assertThat(store.find(Digest.sha256Of(OTHER))).isPresent();
  }

  @Test
  void layerThatLiesIsExpandedOnlyOnce() throws Exception {
    for (MemorySource lying :
        new MemorySource[] {
          new MemorySource().layer(GZIP, LIE, 7, LIE),
          new MemorySource().layer(OTHER, null, -1, LIE),
        }) {
      ResolvedLayer first = resolve(lying);

      assertThat(first.expanded()).isTrue();
      assertThat(resolve(lying)).isEqualTo(new ResolvedLayer(first.identified(), false));
    }
  }

  @Test
  void whatALayerWasBeforeIsNoEvidenceEither() throws Exception {
    resolve(new MemorySource().layer(GZIP, LIE, -1, LIE));

    ResolvedLayer changed = resolve(new MemorySource().layer(OTHER, LIE, -1, LIE));

    assertThat(changed.blob().digest()).isEqualTo(Digest.sha256Of(OTHER));
    assertThat(changed.blob().diffId()).isEqualTo(Digest.sha256Of(OTHER));
    assertThat(store.find(Digest.sha256Of(OTHER))).isPresent();
  }

  @Test
  void layerWithoutAnyClaimIsExpandedOnlyOnce() throws Exception {
    MemorySource source = new MemorySource().layer(GZIP);
    ResolvedLayer first = resolve(source);

    assertThat(first.expanded()).isTrue();
    assertThat(resolve(source)).isEqualTo(new ResolvedLayer(first.identified(), false));
  }

  @Test
  void claimsInSha512AreAnsweredInSha512() throws Exception {
    Digest digest = MemorySource.sha512(GZIP);
    Digest diffId = MemorySource.sha512(TAR);
    MemorySource source = new MemorySource().layer(GZIP, digest, GZIP.length, diffId);

    ResolvedLayer first = resolve(source);
    ResolvedLayer second = resolve(source);

    assertThat(first.expanded()).isTrue();
    assertThat(first.blob().diffId()).isEqualTo(DIFF_ID);
    assertThat(first.identified().blobDigestLike(LIE)).isEqualTo(Digest.sha256Of(GZIP));
    assertThat(first.identified().blobDigestLike(digest)).isEqualTo(digest);
    assertThat(first.identified().diffIdLike(diffId)).isEqualTo(diffId);
    assertThat(second).isEqualTo(new ResolvedLayer(first.identified(), false));
  }

  @Test
  void troubleNamesTheLayer() {
    MemorySource source =
        new MemorySource().layer(TAR).layer(Arrays.copyOf(GZIP, GZIP.length - 20));

    assertThatThrownBy(() -> resolver.resolve(source, source.image(), 1))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ReasonCode.GZIP_TRUNCATED);
              assertThat(e.source()).isEqualTo("layer 1 (layer-1.tar)");
            });
  }

  private static MemorySource honest(byte[] blob) {
    return new MemorySource().layer(blob, Digest.sha256Of(blob), blob.length, DIFF_ID);
  }

  private ResolvedLayer resolve(MemorySource source) throws InputException, IOException {
    return resolver.resolve(source, source.image(), 0);
  }
}
