package dev.varve.diff;

import dev.varve.blob.Bytes;
import dev.varve.tree.Attribute;
import java.util.List;

/**
 * A note that a removed and an added path are the same content (semantics.md section 8); both stay
 * counted.
 *
 * @param sha256 of the content, 32 bytes
 * @param renamed whether the base name differs
 * @param attributes that differ between the two
 */
public record Move(
    Bytes from, Bytes to, Bytes sha256, long size, boolean renamed, List<Attribute> attributes) {
  public Move {
    attributes = List.copyOf(attributes);
  }
}
