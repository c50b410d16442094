package dev.varve.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.varve.blob.Digest;
import dev.varve.blob.InflaterChoice;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.FindingCode;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.image.Image;
import dev.varve.layer.DirectoryFactsStore;
import dev.varve.layer.LayerExpander;
import dev.varve.layer.LayerListing;
import dev.varve.layer.ListingLostException;
import dev.varve.testing.LayerCompression;
import dev.varve.testing.TestLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerStackTest {
  private static final byte[] TAR = TestLayer.start().dir("etc").file("etc/hosts", "a\n").tar();
  private static final Digest DIFF_ID = Digest.sha256Of(TAR);
  private static final Digest LIE = Digest.sha256Of(new byte[] {1});

  @TempDir Path folder;

  private DirectoryFactsStore store;

  @BeforeEach
  void openStore() throws IOException {
    store = DirectoryFactsStore.open(folder.resolve("store"));
  }

  @Test
  void honestImageIsVerifiedAndHasNoFindings() throws Exception {
    LayerStack stack = join(new MemorySource().layer(TAR, DIFF_ID, TAR.length, DIFF_ID));

    assertThat(stack.findings()).isEmpty();
    assertThat(stack.isVerified()).isTrue();
    assertThat(stack.listings()).extracting(LayerListing::diffId).containsExactly(DIFF_ID);
    assertThat(stack.layers()).noneMatch(LayerStack.Layer::claimsAnotherDiffId);
  }

  @Test
  void layersThatClaimNothingAreVerified() throws Exception {
    assertThat(join(new MemorySource().layer(TAR)).isVerified()).isTrue();
  }

  @Test
  void everyWrongClaimIsAFindingThatNamesBothValues() throws Exception {
    LayerStack stack = join(new MemorySource().layer(TAR).layer(TAR, LIE, 7, LIE));

    assertThat(stack.findings())
        .containsExactly(
            mismatch(FindingCode.BLOB_DIGEST_MISMATCH, LIE, DIFF_ID),
            mismatch(FindingCode.BLOB_SIZE_MISMATCH, 7, TAR.length),
            mismatch(FindingCode.DIFF_ID_MISMATCH, LIE, DIFF_ID));
    assertThat(stack.isVerified()).isFalse();
    assertThat(stack.layers())
        .extracting(LayerStack.Layer::claimsAnotherDiffId)
        .containsExactly(false, true);
  }

  @Test
  void rightClaimsInSha512AreNoFindings() throws Exception {
    Digest sha512 = MemorySource.sha512(TAR);

    assertThat(join(new MemorySource().layer(TAR, sha512, TAR.length, sha512)).findings())
        .isEmpty();
  }

  @Test
  void wrongClaimsInSha512NameWhatTheLayerIsListedAs() throws Exception {
    Digest sha512 = MemorySource.sha512(TAR);
    Digest lie = MemorySource.sha512(new byte[] {1});

    assertThat(join(new MemorySource().layer(TAR).layer(TAR, lie, TAR.length, lie)).findings())
        .containsExactly(
            mismatch(FindingCode.BLOB_DIGEST_MISMATCH, lie, sha512),
            mismatch(FindingCode.DIFF_ID_MISMATCH, lie, DIFF_ID));
  }

  @Test
  void findingsOfBlobAndTarCarryTheLayerOfThisImage() throws Exception {
    byte[] odd = LayerCompression.GZIP_TRAILING.encode(TestLayer.start().file("a", "1").members());

    LayerStack stack = join(new MemorySource().layer(TAR).layer(odd));

    assertThat(stack.findings())
        .extracting(StructureFinding::code, StructureFinding::layer)
        .containsExactly(
            tuple(FindingCode.GZIP_TRAILING_DATA, 1), tuple(FindingCode.TAR_NO_END_MARKER, 1));
  }

  @Test
  void lostListingIsTheSurroundingsTrouble() throws Exception {
    MemorySource source = new MemorySource().layer(TAR);
    List<ResolvedLayer> resolved = resolve(source, source.image());
    DirectoryFactsStore empty = DirectoryFactsStore.open(folder.resolve("empty"));

    assertThatThrownBy(() -> LayerStack.join(source.image(), resolved, empty))
        .isInstanceOfSatisfying(
            ListingLostException.class, e -> assertThat(e.diffId()).isEqualTo(DIFF_ID));
  }

  private static StructureFinding mismatch(FindingCode code, Object claimed, Object actual) {
    return new StructureFinding(code, 1, null, null, "claimed " + claimed + " actual " + actual);
  }

  private LayerStack join(MemorySource source) throws InputException, IOException {
    Image image = source.image();
    return LayerStack.join(image, resolve(source, image), store);
  }

  private List<ResolvedLayer> resolve(MemorySource source, Image image)
      throws InputException, IOException {
    LayerResolver resolver =
        new LayerResolver(store, new LayerExpander(Limits.DEFAULT, InflaterChoice.JDK));
    List<ResolvedLayer> resolved = new ArrayList<>();
    for (int layer = 0; layer < image.layers().size(); layer++) {
      resolved.add(resolver.resolve(source, image, layer));
    }
    return resolved;
  }
}
