package dev.varve.image;

import dev.varve.failure.InputException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Files that make up images, by the names the images' documents use: the members of an archive or
 * the files of a directory. Safe for use by several threads.
 */
public interface StoredFiles extends Closeable {
  /**
   * A file, links followed; null if there is none.
   *
   * @throws InputException {@code archive-link-loop} or {@code archive-link-escape}
   */
  @Nullable StoredFile find(String name) throws InputException, IOException;

  /** As {@link #find}, of what is a manifest or an index: registries keep these apart. */
  default @Nullable StoredFile findManifest(String name) throws InputException, IOException {
    return find(name);
  }

  /** As {@link #find}, of a layer of an image, which may be far away and is only named here. */
  default @Nullable StoredFile findLayer(String name, Image image, int layer)
      throws InputException, IOException {
    return find(name);
  }

  /** As {@link ImageSource#isAddressedByDigest}. */
  default boolean areAddressedByDigest() {
    return false;
  }

  /** One file, not yet opened. */
  interface StoredFile {
    /** Its length, or what is claimed about it, or -1. */
    long bytes();

    /** A fresh stream, which the caller closes. */
    InputStream open() throws InputException, IOException;
  }
}
