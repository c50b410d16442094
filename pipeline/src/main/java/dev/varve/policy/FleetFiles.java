package dev.varve.policy;

import dev.varve.blob.Bytes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Receives the files of an image that rules over the fleet ask for, in tree order. */
public interface FleetFiles {
  /** For an image that is judged on its own. */
  FleetFiles NONE = (path, sha256, owner, layer) -> {};

  /**
   * @param path real path without a leading slash
   * @param sha256 of the content, 32 bytes
   * @param owner name and version of the package that owns it, or null
   * @param layer index of the layer that ships the content
   */
  void file(Bytes path, Bytes sha256, @Nullable String owner, int layer) throws IOException;
}
