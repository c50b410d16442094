package dev.varve.layer;

import dev.varve.blob.Bytes;

/** One extended attribute as shipped, such as {@code security.capability}. */
public record Xattr(Bytes name, Bytes value) implements java.io.Serializable {
  public static final Bytes CAPABILITY = Bytes.utf8("security.capability");
}
