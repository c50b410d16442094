package dev.varve.stack;

import dev.varve.blob.BlobOpener;
import dev.varve.blob.Digest;
import dev.varve.failure.CarriedInputException;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.image.Image;
import dev.varve.image.ImageSource;
import dev.varve.image.LayerDescriptor;
import dev.varve.layer.BlobFacts;
import dev.varve.layer.FactsStore;
import dev.varve.layer.IdentifiedBlob;
import dev.varve.layer.LayerExpander;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a layer really is. A layer whose claims are known to the facts store is hashed as
 * stored, or inflated and hashed if only its content is known; both are cheaper than expanding it
 * and never left out, since a claim alone is no evidence (semantics.md section 2), unless the claim
 * is what the layer would be asked for by. Everything else is expanded. Has no state of its own;
 * safe for any number of threads.
 */
public final class LayerResolver {
  private static final String SHA_256 = "sha256";
  private static final int BUFFER_BYTES = 1 << 18;

  /** Only its algorithm counts. */
  private static final Digest CLAIMS = new Digest("sha512", "0".repeat(128));

  /** How often a layer is fetched whose bytes are not those that were asked for. */
  private static final int MAX_TRANSFERS = 2;

  /** What bytes that are not the layer's can look like. */
  private static final Set<ReasonCode> DAMAGE =
      EnumSet.of(
          ReasonCode.GZIP_MALFORMED,
          ReasonCode.GZIP_TRUNCATED,
          ReasonCode.ZSTD_MALFORMED,
          ReasonCode.TAR_MALFORMED,
          ReasonCode.TAR_TRUNCATED,
          ReasonCode.UNSUPPORTED_COMPRESSION);

  private final FactsStore store;
  private final LayerExpander expander;

  public LayerResolver(FactsStore store, LayerExpander expander) {
    this.store = store;
    this.expander = expander;
  }

  /** Reads one layer of an image; afterwards its listing is in the facts store. */
  public ResolvedLayer resolve(ImageSource source, Image image, int layer)
      throws InputException, IOException {
    LayerDescriptor descriptor = image.layers().get(layer);
    String place = "layer " + layer + " (" + descriptor.label() + ")";
    try {
      for (int transfers = 1; ; transfers++) {
        try {
          return read(source, image, layer, descriptor);
        } catch (InputException e) {
          if (e.reason() != ReasonCode.REGISTRY_WRONG_BYTES || transfers == MAX_TRANSFERS) {
            throw e;
          }
        }
      }
    } catch (InputException e) {
      InputException nearer = e.inside(source.name());
      throw nearer.source().startsWith(place) ? nearer : nearer.within(place);
    }
  }

  private ResolvedLayer read(ImageSource source, Image image, int layer, LayerDescriptor descriptor)
      throws InputException, IOException {
    try {
      IdentifiedBlob known = known(source, image, layer, descriptor);
      return known != null
          ? new ResolvedLayer(known, false)
          : new ResolvedLayer(expand(source, image, layer, descriptor), true);
    } catch (CarriedInputException e) {
      throw e.input();
    }
  }

  private IdentifiedBlob expand(
      ImageSource source, Image image, int layer, LayerDescriptor descriptor)
      throws InputException, IOException {
    long bytes = source.layerBytes(image, layer);
    IdentifiedBlob identified =
        whole(
            source,
            image,
            layer,
            blob -> expander.expand(blob, bytes, algorithms(descriptor), store, "").identified());
    BlobFacts facts = identified.blob();
    if (!facts.digest().equals(descriptor.claimedDigest())
        && !facts.diffId().equals(descriptor.claimedDiffId())) {
      Digest claims = claims(descriptor);
      store.rememberBlob(
          claims,
          new BlobFacts(
              claims, facts.blobBytes(), facts.compression(), facts.diffId(), facts.findings()));
    }
    return identified;
  }

  /**
   * Names what a descriptor claims. Under this name the store remembers what a layer turned out to
   * be whose claims lead nowhere: wrong ones, or digests that are not SHA-256. Like any claim it
   * only says that hashing is worth a try; it is of another kind than the digests of blobs, so that
   * nobody can make an image ask for it.
   */
  private static Digest claims(LayerDescriptor descriptor) {
    String text =
        "claims\n"
            + descriptor.label()
            + "\n"
            + descriptor.claimedDigest()
            + "\n"
            + descriptor.claimedBytes()
            + "\n"
            + descriptor.claimedDiffId();
    return CLAIMS.recompute(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What the layer is if its listing is in the store, else null. */
  private @Nullable IdentifiedBlob known(
      ImageSource source, Image image, int layer, LayerDescriptor descriptor)
      throws InputException, IOException {
    Digest digest = descriptor.claimedDigest();
    Digest diffId = descriptor.claimedDiffId();
    boolean listed = diffId != null && isSha256(diffId) && store.find(diffId).isPresent();
    boolean blobKnown = digest != null && isSha256(digest) && store.blob(digest).isPresent();
    if (!listed && !blobKnown) {
      Optional<BlobFacts> before = store.blob(claims(descriptor));
      blobKnown = before.isPresent();
      listed = blobKnown && store.find(before.get().diffId()).isPresent();
    }
    if (source.isAddressedByDigest() && digest != null && isSha256(digest)) {
      IdentifiedBlob told = told(digest, diffId);
      if (told != null) {
        return told;
      }
    }
    if (blobKnown || (digest == null && listed)) {
      IdentifiedBlob hashed = hashed(source, image, layer, descriptor);
      if (hashed != null) {
        return hashed;
      }
    }
    if (listed) {
      IdentifiedBlob identified = identify(source, image, layer, descriptor);
      return store.find(identified.blob().diffId()).isPresent() ? identified : null;
    }
    return null;
  }

  /** What a blob is that has this digest for certain; null if the store cannot say all of it. */
  private @Nullable IdentifiedBlob told(Digest digest, @Nullable Digest diffId) throws IOException {
    Optional<BlobFacts> facts = store.blob(digest);
    boolean sure = facts.isPresent() && (diffId == null || isSha256(diffId));
    return sure && store.find(facts.get().diffId()).isPresent()
        ? new IdentifiedBlob(facts.get(), List.of(digest), List.of(facts.get().diffId()))
        : null;
  }

  private static boolean isSha256(Digest digest) {
    return digest.algorithm().equals(SHA_256);
  }

  /** Hashes the stored bytes; null if the store knows no blob like them. */
  private @Nullable IdentifiedBlob hashed(
      ImageSource source, Image image, int layer, LayerDescriptor descriptor)
      throws InputException, IOException {
    Digest diffId = descriptor.claimedDiffId();
    if (diffId != null && !isSha256(diffId)) {
      return null;
    }
    List<Digest> digests = hash(source, image, layer, algorithms(descriptor));
    for (Digest digest : digests) {
      Optional<BlobFacts> facts = isSha256(digest) ? store.blob(digest) : Optional.empty();
      if (facts.isPresent() && store.find(facts.get().diffId()).isPresent()) {
        return new IdentifiedBlob(facts.get(), digests, List.of(facts.get().diffId()));
      }
    }
    return null;
  }

  private IdentifiedBlob identify(
      ImageSource source, Image image, int layer, LayerDescriptor descriptor)
      throws InputException, IOException {
    long bytes = source.layerBytes(image, layer);
    return whole(
        source,
        image,
        layer,
        blob -> expander.identify(blob, bytes, algorithms(descriptor), store, ""));
  }

  /** What is done with the bytes of a layer. */
  private interface Reading {
    IdentifiedBlob read(BlobOpener blob) throws InputException, IOException;
  }

  /**
   * Reads a layer. Data that are damaged on their way to here must not pass for a damaged layer: if
   * the source can tell, the rest is read as well, and the digest decides.
   */
  private static IdentifiedBlob whole(ImageSource source, Image image, int layer, Reading reading)
      throws InputException, IOException {
    if (!source.isAddressedByDigest()) {
      return reading.read(() -> source.openLayer(image, layer));
    }
    try (LastOpened blob = new LastOpened(() -> source.openLayer(image, layer))) {
      try {
        return reading.read(blob);
      } catch (InputException e) {
        if (DAMAGE.contains(e.reason())) {
          blob.drain();
        }
        throw e;
      }
    }
  }

  private static Set<String> algorithms(LayerDescriptor descriptor) {
    Set<String> algorithms = new TreeSet<>();
    algorithms.add(SHA_256);
    Digest digest = descriptor.claimedDigest();
    if (digest != null) {
      algorithms.add(digest.algorithm());
    }
    Digest diffId = descriptor.claimedDiffId();
    if (diffId != null) {
      algorithms.add(diffId.algorithm());
    }
    return algorithms;
  }

  private static List<Digest> hash(
      ImageSource source, Image image, int layer, Set<String> algorithms)
      throws InputException, IOException {
    List<MessageDigest> hashes = algorithms.stream().map(Digest::messageDigest).toList();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream stored = source.openLayer(image, layer)) {
      for (int read = stored.read(buffer); read >= 0; read = stored.read(buffer)) {
        for (MessageDigest hash : hashes) {
          hash.update(buffer, 0, read);
        }
      }
    }
    List<Digest> digests = new ArrayList<>();
    int i = 0;
    for (String algorithm : algorithms) {
      digests.add(new Digest(algorithm, HexFormat.of().formatHex(hashes.get(i++).digest())));
    }
    return digests;
  }
}
