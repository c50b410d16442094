package dev.varve.image.registry;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.image.Image;
import dev.varve.image.ImageReference;
import dev.varve.image.LayerDescriptor;
import dev.varve.image.StoredFiles;
import dev.varve.json.CanonicalJson;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies behind one reference, seen as the files of an OCI layout: an {@code index.json} that
 * names the one manifest or index, and blobs by digest. So an image from a registry is read by the
 * same code as one from a layout. Documents have the digests they are asked for by, or are refused.
 */
final class RegistryFiles implements StoredFiles {
  private static final String BLOBS = "blobs/";

  private final RegistryClient client;
  private final ImageReference reference;
  private @Nullable Bytes top;

  RegistryFiles(RegistryClient client, ImageReference reference) {
    this.client = client;
    this.reference = reference;
  }

  @Override
  public boolean areAddressedByDigest() {
    return true;
  }

  @Override
  public @Nullable StoredFile find(String name) throws InputException, IOException {
    if (name.equals("index.json")) {
      return new Document(index());
    }
    Digest digest = digest(name);
    return digest == null ? null : document(client.blob(reference.repository(), digest));
  }

  @Override
  public @Nullable StoredFile findManifest(String name) throws InputException, IOException {
    Digest digest = digest(name);
    if (digest == null) {
      return null;
    }
    Bytes first = top();
    return digest.recompute(first.unsafeArray()).equals(digest)
        ? new Document(first)
        : document(client.manifest(reference.repository(), digest.toString(), digest));
  }

  @Override
  public @Nullable StoredFile findLayer(String name, Image image, int layer)
      throws InputException, IOException {
    Digest digest = digest(name);
    if (digest == null) {
      return null;
    }
    LayerDescriptor descriptor = image.layers().get(layer);
    LayerPlace place =
        new LayerPlace(
            "",
            client.blobUri(reference.repository(), digest),
            RegistryClient.pull(reference.repository()),
            digest,
            descriptor.claimedBytes(),
            elsewhere(image, layer));
    return new Layer(client, place, descriptor.claimedBytes());
  }

  /** The name of a blob in a layout, taken apart; null if it is none. */
  private static @Nullable Digest digest(String name) throws InputException {
    if (!name.startsWith(BLOBS)) {
      return null;
    }
    String text = name.substring(BLOBS.length()).replace('/', ':');
    return Digest.isValid(text) ? Digest.parse(text, name) : null;
  }

  private static @Nullable StoredFile document(@Nullable Bytes content) {
    return content == null ? null : new Document(content);
  }

  private Bytes index() throws InputException, IOException {
    Bytes document = top();
    Digest pinned = pinned();
    Digest digest = pinned != null ? pinned : Digest.sha256Of(document.unsafeArray());
    JsonObject names =
        JsonObject.builder().put("org.opencontainers.image.ref.name", name()).build();
    JsonObject descriptor =
        JsonObject.builder()
            .put("annotations", names)
            .put("digest", digest.toString())
            .put("size", document.length())
            .build();
    JsonObject index =
        JsonObject.builder().put("manifests", JsonArray.of(List.of(descriptor))).build();
    return Bytes.wrap(CanonicalJson.bytes(index));
  }

  /** What the image is called: its tag if it has one, since nobody knows it by its digest. */
  private String name() {
    return reference.tag() == null
        ? reference.toString()
        : reference.registry() + "/" + reference.repository() + ":" + reference.tag();
  }

  private @Nullable Digest pinned() throws InputException {
    return reference.digest() == null ? null : Digest.parse(reference.digest(), "");
  }

  /** The manifest or index behind the reference; a digest wins over a tag. */
  private synchronized Bytes top() throws InputException, IOException {
    if (top == null) {
      Digest pinned = pinned();
      String which = pinned != null ? pinned.toString() : reference.tag();
      Bytes found = client.manifest(reference.repository(), which == null ? "" : which, pinned);
      if (found == null) {
        throw new InputException(
            ReasonCode.REGISTRY_NOT_FOUND,
            "",
            client.registry() + " has no " + reference.repository() + " " + which);
      }
      top = found;
    }
    return top;
  }

  /** The addresses that a manifest gives for a layer that must not be given on. */
  private List<URI> elsewhere(Image image, int layer) throws InputException {
    String type = image.layers().get(layer).mediaType();
    if (!type.contains("foreign") && !type.contains("nondistributable")) {
      return List.of();
    }
    JsonObject manifest = Json.parseObject(image.manifestJson(), image.name(), client.limits());
    JsonArray layers = manifest.optionalArrayIn(image.name(), "layers");
    JsonObject descriptor = layers == null ? null : layers.get(layer).objectOrNull();
    JsonArray urls = descriptor == null ? null : descriptor.optionalArrayIn(image.name(), "urls");
    List<URI> found = new ArrayList<>();
    for (JsonValue url : urls == null ? JsonArray.EMPTY : urls) {
      String text = url.textOrNull();
      URI uri = text == null ? null : Origin.parse(text);
      if (uri != null) {
        found.add(uri);
      }
    }
    return found;
  }

  @Override
  public void close() {
    // The client serves other references.
  }

  private record Document(Bytes content) implements StoredFile {
    @Override
    public long bytes() {
      return content.length();
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(content.unsafeArray());
    }
  }

  private record Layer(RegistryClient client, LayerPlace place, long bytes) implements StoredFile {
    @Override
    public InputStream open() throws InputException, IOException {
      return client.layer(place);
    }
  }
}
