package dev.varve.image;

import dev.varve.failure.InputException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place that holds images: an archive or a layout directory. Opened through {@code
 * image.source.ImageSources}; safe for use by several threads.
 */
public interface ImageSource extends Closeable {
  /** The path or reference the user named. */
  String name();

  /**
   * All images, in stored order.
   *
   * @param platform the one asked for, or null; decides which document is believed (semantics.md
   *     section 1), does not filter
   */
  List<Image> images(@Nullable Platform platform) throws InputException, IOException;

  /**
   * The stored (maybe compressed) bytes of one layer of an image of this source. The caller closes
   * the stream. {@code layer-missing} if it is not there.
   */
  InputStream openLayer(Image image, int layer) throws InputException, IOException;

  /**
   * Whether a layer is asked for by its digest, and every reader compares it, as in a registry.
   * Then a layer with a digest that is known need not be read, and one with other bytes is a
   * failure: {@link #openLayer} gives a stream that ends with it.
   */
  default boolean isAddressedByDigest() {
    return false;
  }

  /** Length of the stored bytes of a layer, or -1 if not known without reading it. */
  long layerBytes(Image image, int layer) throws InputException, IOException;
}
