package dev.varve.image;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The images among a set of files, whatever shape they have: told apart by content in the order of
 * semantics.md section 1. Owns the files: closing it closes them.
 */
public final class StoredImages implements ImageSource {
  private final String name;
  private final StoredFiles files;
  private final Limits limits;
  private @Nullable List<Image> anyPlatform;
  private @Nullable List<Image> onePlatform;

  /**
   * @param name the path as the user named it
   */
  public StoredImages(String name, StoredFiles files, Limits limits) {
    this.name = name;
    this.files = files;
    this.limits = limits;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized List<Image> images(@Nullable Platform platform)
      throws InputException, IOException {
    if (platform == null) {
      if (anyPlatform == null) {
        anyPlatform = list(false);
      }
      return anyPlatform;
    }
    if (onePlatform == null) {
      onePlatform = list(true);
    }
    return onePlatform;
  }

  private List<Image> list(boolean platformAsked) throws InputException, IOException {
    try {
      return listOrRefuse(platformAsked);
    } catch (InputException e) {
      throw nameless(e).within(name);
    }
  }

  /** Readers of archives say the name of the source themselves, those of documents do not. */
  private InputException nameless(InputException e) {
    boolean named = e.source().equals(name) || e.source().startsWith(name + ": ");
    return named ? e.inside(name) : e;
  }

  private List<Image> listOrRefuse(boolean platformAsked) throws InputException, IOException {
    ImageDocuments documents = new ImageDocuments(files, limits);
    ImageDocuments.Document manifest = documents.find("manifest.json");
    ImageDocuments.Document index = documents.find("index.json");
    boolean preferIndex = platformAsked && index != null && !index.raw().isEmpty();
    List<Image> images = List.of();
    List<String> problems = List.of();
    if (manifest != null && !preferIndex) {
      images = DockerSaveImages.read(documents, manifest, name);
    }
    if (images.isEmpty() && index != null) {
      OciImages oci = new OciImages(documents, name);
      oci.read(index);
      images = oci.images();
      problems = oci.problems();
    }
    if (images.isEmpty() && manifest != null && preferIndex) {
      images = DockerSaveImages.read(documents, manifest, name);
    }
    if (images.isEmpty() && manifest == null) {
      ImageDocuments.Document repositories = documents.find("repositories");
      if (repositories != null) {
        images = LegacyImages.read(documents, repositories, name);
      }
    }
    if (!images.isEmpty()) {
      return List.copyOf(images);
    }
    if (!problems.isEmpty()) {
      throw new InputException(ReasonCode.IMAGE_INCOMPLETE, "", String.join("; ", problems));
    }
    throw new InputException(
        ReasonCode.NOT_AN_IMAGE,
        "",
        "no manifest.json with an image, no index.json with an image, no repositories");
  }

  @Override
  public InputStream openLayer(Image image, int layer) throws InputException, IOException {
    StoredFiles.StoredFile file = file(image, layer);
    if (file != null) {
      return file.open();
    }
    Bytes embedded = embedded(image, layer);
    if (embedded != null) {
      return new ByteArrayInputStream(embedded.unsafeArray());
    }
    throw missing(image, layer);
  }

  @Override
  public long layerBytes(Image image, int layer) throws InputException, IOException {
    StoredFiles.StoredFile file = file(image, layer);
    if (file != null) {
      return file.bytes();
    }
    Bytes embedded = embedded(image, layer);
    if (embedded != null) {
      return embedded.length();
    }
    throw missing(image, layer);
  }

  @Override
  public boolean isAddressedByDigest() {
    return files.areAddressedByDigest();
  }

  private StoredFiles.@Nullable StoredFile file(Image image, int layer)
      throws InputException, IOException {
    String label = image.layers().get(layer).label();
    try {
      return files.findLayer(
          image.format() == ImageFormat.OCI
              ? ImageDocuments.blobName(Digest.parse(label, ""))
              : label,
          image,
          layer);
    } catch (InputException e) {
      throw nameless(e).within(where(image, layer));
    }
  }

  private @Nullable Bytes embedded(Image image, int layer) throws InputException {
    return image.format() == ImageFormat.OCI ? OciImages.embeddedLayer(image, layer, limits) : null;
  }

  private InputException missing(Image image, int layer) {
    return new InputException(
        ReasonCode.LAYER_MISSING,
        where(image, layer),
        image.layers().get(layer).label() + " is not there");
  }

  private String where(Image image, int layer) {
    return name + ": layer " + layer + " (" + image.layers().get(layer).label() + ")";
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
