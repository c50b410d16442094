package dev.varve.layer;

import dev.varve.blob.Digest;
import dev.varve.blob.StructureFinding;
import java.util.List;

/**
 * What expansion learnt about the uncompressed stream of a layer as a whole.
 *
 * @param diffId SHA-256 of the whole decompressed stream, bytes after the end marker included
 * @param tarBytes length of the decompressed stream
 * @param entries tar members, markers included
 * @param shippedBytes sum of the sizes of all regular-file members (semantics.md section 7)
 * @param sideEntries members in the side table
 * @param findings what the tar itself showed ({@code tar-…}, {@code pax-global-header}, {@code
 *     sparse-entry}), with layer index 0
 */
public record LayerSummary(
    Digest diffId,
    long tarBytes,
    long entries,
    long shippedBytes,
    long sideEntries,
    List<StructureFinding> findings)
    implements java.io.Serializable {
  public LayerSummary {
    findings = List.copyOf(findings);
  }
}
