package dev.varve.fleet;

import dev.varve.blob.Digest;
import dev.varve.image.Image;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * An image and where to open it again.
 *
 * @param key source name, position and digest, unique in a fleet and the same on every machine
 * @param path of the source, for the worker that opens it
 * @param packed the image
 * @param storedBytes of each layer, lowest first; 0 if not known without reading it
 */
record ImageHandle(String key, String path, Packed<Image> packed, List<Long> storedBytes)
    implements Serializable {
  ImageHandle {
    storedBytes = List.copyOf(storedBytes);
  }

  /** Enough of a digest: it only has to tell apart images of one source at one position. */
  private static final int DIGITS = 16;

  /**
   * The handle of an image whose source is called {@code image.source()} in reports. An archive may
   * list other images in its index than in its manifest, and which list is read depends on what is
   * asked for: position alone does not name an image.
   */
  static ImageHandle of(Image image, String path, List<Long> storedBytes) {
    Digest digest = image.configDigest() != null ? image.configDigest() : image.manifestDigest();
    String key =
        String.format(
            Locale.ROOT,
            "%s#%04d %s",
            image.source(),
            image.position(),
            digest == null ? "" : digest.hex().substring(0, DIGITS));
    return new ImageHandle(key.strip(), path, Packed.of(image), storedBytes);
  }

  /** Of an image whose source is not opened again. */
  static ImageHandle recalled(String key, Image image, List<Long> storedBytes) {
    return new ImageHandle(key, "", Packed.of(image), storedBytes);
  }

  Image image() {
    return packed.get();
  }
}
