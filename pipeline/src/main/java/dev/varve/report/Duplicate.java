package dev.varve.report;

import dev.varve.blob.Bytes;
import java.util.List;

/**
 * A content that several distinct layers ship.
 *
 * @param sha256 of it, 32 bytes
 * @param bytes of one copy
 * @param layers that ship it
 * @param images that hold one of these layers or more
 * @param paths under which layers ship it, the first few
 */
public record Duplicate(Bytes sha256, long bytes, int layers, int images, List<Bytes> paths) {
  public Duplicate {
    paths = List.copyOf(paths);
  }

  /** Bytes that would not be there if one layer shipped it for all. */
  public long repeatedBytes() {
    return bytes * (layers - 1);
  }

  /**
   * What a search amounts to.
   *
   * @param most those with the most repeated bytes
   * @param contents how many there are in all
   * @param repeatedBytes of all
   * @param search what was searched
   */
  public record Totals(
      List<Duplicate> most, long contents, long repeatedBytes, Found.Totals search) {
    public Totals {
      most = List.copyOf(most);
    }
  }
}
