package dev.varve.stack;

import dev.varve.blob.Digest;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.FindingCode;
import dev.varve.image.Image;
import dev.varve.image.LayerDescriptor;
import dev.varve.layer.BlobFacts;
import dev.varve.layer.FactsStore;
import dev.varve.layer.LayerListing;
import dev.varve.layer.ListingLostException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An image whose layers are all expanded, lowest first.
 *
 * @param findings of the image and of its layers' blobs and tars, each with the layer's index here;
 *     what applying the layers shows comes on top
 */
public record LayerStack(Image image, List<Layer> layers, List<StructureFinding> findings) {
  public LayerStack {
    layers = List.copyOf(layers);
    findings = List.copyOf(findings);
  }

  /**
   * One layer of the stack: what the image claims, what the blob is, what is in it.
   *
   * @param claimsAnotherDiffId whether the image claims a diffID that these bytes do not have
   */
  public record Layer(
      LayerDescriptor descriptor,
      BlobFacts blob,
      LayerListing listing,
      boolean claimsAnotherDiffId) {}

  /**
   * Joins an image to what its layers turned out to be and compares every claim (semantics.md
   * section 2).
   *
   * @param resolved one for each layer of the image, lowest first
   * @throws ListingLostException if a listing is no longer in the store
   */
  public static LayerStack join(Image image, List<ResolvedLayer> resolved, FactsStore store)
      throws IOException {
    List<StructureFinding> findings = new ArrayList<>(image.findings());
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < resolved.size(); i++) {
      LayerDescriptor descriptor = image.layers().get(i);
      ResolvedLayer layer = resolved.get(i);
      Digest diffId = layer.blob().diffId();
      LayerListing listing =
          store.find(diffId).orElseThrow(() -> ListingLostException.gone(diffId));
      for (StructureFinding finding : layer.blob().findings()) {
        findings.add(finding.inLayer(i));
      }
      for (StructureFinding finding : listing.summary().findings()) {
        findings.add(finding.inLayer(i));
      }
      compareClaims(i, descriptor, layer, findings);
      Digest claim = descriptor.claimedDiffId();
      boolean claimsAnother = claim != null && !layer.identified().diffIdLike(claim).equals(claim);
      layers.add(new Layer(descriptor, layer.blob(), listing, claimsAnother));
    }
    return new LayerStack(image, layers, findings);
  }

  private static void compareClaims(
      int index, LayerDescriptor claims, ResolvedLayer layer, List<StructureFinding> findings) {
    Digest digest = claims.claimedDigest();
    if (digest != null && !layer.identified().blobDigestLike(digest).equals(digest)) {
      findings.add(
          mismatch(
              FindingCode.BLOB_DIGEST_MISMATCH,
              index,
              digest,
              layer.identified().blobDigestLike(digest)));
    }
    long bytes = claims.claimedBytes();
    if (bytes >= 0 && bytes != layer.blob().blobBytes()) {
      findings.add(
          mismatch(FindingCode.BLOB_SIZE_MISMATCH, index, bytes, layer.blob().blobBytes()));
    }
    Digest diffId = claims.claimedDiffId();
    if (diffId != null && !layer.identified().diffIdLike(diffId).equals(diffId)) {
      findings.add(mismatch(FindingCode.DIFF_ID_MISMATCH, index, diffId, layer.blob().diffId()));
    }
  }

  private static StructureFinding mismatch(
      FindingCode code, int index, Object claimed, Object actual) {
    return new StructureFinding(
        code, index, null, null, "claimed " + claimed + " actual " + actual);
  }

  /** Whether every digest and size that the image claims is what its bytes have. */
  public boolean isVerified() {
    return findings.stream().noneMatch(finding -> finding.code().unverified());
  }

  /** The listings alone, lowest first. */
  public List<LayerListing> listings() {
    return layers.stream().map(Layer::listing).toList();
  }
}
