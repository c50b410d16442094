package dev.varve.blob;

import dev.varve.failure.FindingCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something odd about an image that is analysed all the same (semantics.md section 11).
 *
 * @param layer index of the layer from 0, or {@link #NO_LAYER} if the image as a whole
 * @param path the member or path concerned, if there is one
 * @param target the path it landed at or pointed to, if there is one
 * @param detail further text, such as both digests of a mismatch
 */
public record StructureFinding(
    FindingCode code,
    int layer,
    @Nullable Bytes path,
    @Nullable Bytes target,
    @Nullable String detail)
    implements java.io.Serializable {

  /** The layer index of findings about the image as a whole. */
  public static final int NO_LAYER = -1;

  /** A finding about the image as a whole. */
  public static StructureFinding ofImage(FindingCode code, @Nullable String detail) {
    return new StructureFinding(code, NO_LAYER, null, null, detail);
  }

  /** There may be one for each of many thousand entries, which differ in their paths. */
  @Override
  public int hashCode() {
    return 31 * (31 * Objects.hashCode(path) + code.ordinal()) + layer;
  }

  /** The same finding for a layer at another position. */
  public StructureFinding inLayer(int index) {
    return new StructureFinding(code, index, path, target, detail);
  }
}
