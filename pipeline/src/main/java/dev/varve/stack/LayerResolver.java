package dev.varve.stack;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
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
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a layer really is. A layer whose claims are known to the facts store is hashed as
 * stored, or inflated and hashed if only its content is known; both are cheaper than expanding it
 * and never left out, since a claim alone is no evidence (semantics.md section 2). Everything else
 * is expanded. Has no state of its own; safe for any number of threads.
 */
public final class LayerResolver {
  private static final String SHA_256 = "sha256";
  private static final int BUFFER_BYTES = 1 << 18;

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
      IdentifiedBlob known = known(source, image, layer, descriptor);
      return known != null
          ? new ResolvedLayer(known, false)
          : new ResolvedLayer(expand(source, image, layer, descriptor), true);
    } catch (InputException e) {
      InputException nearer = e.inside(source.name());
      throw nearer.source().startsWith(place) ? nearer : nearer.within(place);
    }
  }

  private IdentifiedBlob expand(
      ImageSource source, Image image, int layer, LayerDescriptor descriptor)
      throws InputException, IOException {
    long bytes = source.layerBytes(image, layer);
    IdentifiedBlob identified =
        expander
            .expand(() -> source.openLayer(image, layer), bytes, algorithms(descriptor), store, "")
            .identified();
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
   * only says that hashing is worth a try.
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
    return Digest.sha256Of(text.getBytes(StandardCharsets.UTF_8));
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
    return expander.identify(
        () -> source.openLayer(image, layer), bytes, algorithms(descriptor), store, "");
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
