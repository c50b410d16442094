package dev.varve.layer;

import dev.varve.blob.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one expanded layer, read from a facts store. A listing is sorted by {@link
 * PathOrder#ENTRIES} and can be read any number of times, also by several threads at once.
 */
public interface LayerListing {
  /** Facts about the layer as a whole. */
  LayerSummary summary();

  /** All entries in listing order. The caller closes the cursor. */
  Cursor entries() throws IOException;

  /**
   * The side table, in listing order: every symlink, hard link, marker, unsafe or unsupported
   * member, all members of a path that occurs more than once, and every non-directory that has
   * members below it in this layer. Small in honest images. The caller closes the cursor.
   */
  Cursor sideTable() throws IOException;

  /**
   * The content sidecar of design.md section 3, in listing order of the entries concerned; without
   * the files of package managers.
   */
  List<ContentFact> contents() throws IOException;

  /** Shows the content sidecar one by one, so that no more than one needs to be in memory. */
  default void eachContent(Consumer<ContentFact> taker) throws IOException {
    contents().forEach(taker);
  }

  /** Shows what was kept of the files of package managers, as {@link #eachContent} does. */
  void eachPackageFile(Consumer<ContentFact> taker) throws IOException;

  /** A forward-only reader of entries. */
  interface Cursor extends Closeable {
    /** The next entry, or null at the end. */
    @Nullable Entry next() throws IOException;
  }

  /** The diffID that the listing is stored under: the digest of the bytes that are there. */
  default Digest diffId() {
    return summary().diffId();
  }
}
