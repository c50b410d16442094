package dev.varve.fleet;

import dev.varve.image.Image;
import java.io.Serializable;

/**
 * An image and where to open it again.
 *
 * @param key source name and position, unique in a fleet and the same on every machine
 * @param path of the source, for the worker that opens it
 */
record ImageHandle(String key, String path, Image image) implements Serializable {
  /** The handle of an image whose source is called {@code image.source()} in reports. */
  static ImageHandle of(Image image, String path) {
    return new ImageHandle(image.source() + "#" + "%04d".formatted(image.position()), path, image);
  }
}
