package dev.varve.layer;

import dev.varve.blob.Digest;
import dev.varve.blob.StructureFinding;
import java.util.List;

/**
 * What expansion learnt about a layer as stored.
 *
 * @param digest SHA-256 of the blob's bytes
 * @param blobBytes length of the blob
 * @param compression {@code gzip}, {@code zstd} or {@code none}, by magic
 * @param diffId of the decompressed stream: the key of its listing
 * @param findings about the compressed form ({@code gzip-trailing-data}), with layer index 0
 */
public record BlobFacts(
    Digest digest,
    long blobBytes,
    String compression,
    Digest diffId,
    List<StructureFinding> findings)
    implements java.io.Serializable {
  public BlobFacts {
    findings = List.copyOf(findings);
  }
}
