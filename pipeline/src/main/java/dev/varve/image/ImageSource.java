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

  /** Length of the stored bytes of a layer, or -1 if not known without reading it. */
  long layerBytes(Image image, int layer) throws InputException, IOException;
}
