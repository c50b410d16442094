package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.util.List;

/**
 * The only reader of {@code .wh.} names (semantics.md section 5.4; OCI image specification,
 * layer.md, "Whiteouts"). A member is told by its normal path alone, whatever its tar type.
 */
public enum Whiteout {
  /** An ordinary member. */
  NONE,
  /** {@code .wh.NAME}: removes NAME from the lower tree. */
  REMOVES,
  /** {@code .wh..wh..opq}: removes all lower children of its directory. */
  OPAQUE,
  /** aufs bookkeeping, {@code .wh..wh.…} other than opaque: ignored with everything below. */
  BOOKKEEPING,
  /** Below a component {@code .wh.X}: rejected. */
  RESERVED,
  /** {@code .wh.}, {@code .wh..}, {@code .wh...}: an error, removes nothing. */
  INVALID;

  private static final Bytes PREFIX = Bytes.utf8(".wh.");
  private static final Bytes META = Bytes.utf8(".wh..wh.");
  private static final Bytes OPAQUE_NAME = Bytes.utf8(".wh..wh..opq");
  private static final Bytes DOT = Bytes.utf8(".");
  private static final Bytes DOT_DOT = Bytes.utf8("..");

  /** What the member at a path in normal form is. */
  public static Whiteout of(Bytes path) {
    if (!mayHoldMarker(path)) {
      return NONE;
    }
    List<Bytes> parts = PathOrder.components(path);
    Bytes base = parts.get(parts.size() - 1);
    boolean below = false;
    boolean meta = base.startsWith(META);
    for (Bytes part : parts.subList(0, parts.size() - 1)) {
      below |= part.startsWith(PREFIX);
      meta |= part.startsWith(META);
    }
    if (base.equals(OPAQUE_NAME) && !below) {
      return OPAQUE;
    }
    if (meta) {
      return BOOKKEEPING;
    }
    if (below) {
      return RESERVED;
    }
    if (!base.startsWith(PREFIX)) {
      return NONE;
    }
    Bytes name = base.slice(PREFIX.length(), base.length());
    return name.isEmpty() || name.equals(DOT) || name.equals(DOT_DOT) ? INVALID : REMOVES;
  }

  /** The path that a {@link #REMOVES} marker removes, or whose children an opaque one removes. */
  public static Bytes target(Bytes markerPath) {
    Bytes parent = PathOrder.parent(markerPath);
    Bytes base = PathOrder.baseName(markerPath);
    return base.equals(OPAQUE_NAME)
        ? parent
        : PathOrder.join(parent, base.slice(PREFIX.length(), base.length()));
  }

  /** Whether a single component has the marker prefix. */
  public static boolean hasPrefix(Bytes component) {
    return component.startsWith(PREFIX);
  }

  private static boolean mayHoldMarker(Bytes path) {
    byte[] b = path.unsafeArray();
    for (int i = 0; i + 4 <= b.length; i++) {
      if (b[i] == '.'
          && b[i + 1] == 'w'
          && b[i + 2] == 'h'
          && b[i + 3] == '.'
          && (i == 0 || b[i - 1] == '/')) {
        return true;
      }
    }
    return false;
  }
}
