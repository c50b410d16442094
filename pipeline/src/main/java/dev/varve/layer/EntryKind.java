package dev.varve.layer;

import java.util.Locale;

/** What a tar member is (semantics.md section 4). In a tree a hard link is not a kind. */
public enum EntryKind {
  FILE,
  HARDLINK,
  SYMLINK,
  CHARDEV,
  BLOCKDEV,
  DIR,
  FIFO,
  UNSUPPORTED;

  private static final EntryKind[] VALUES = values();

  /** How many kinds there are. */
  static final int COUNT = VALUES.length;

  /** The text form in outputs. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** By position, as listings store it. */
  static EntryKind ofOrdinal(int ordinal) {
    return VALUES[ordinal];
  }

  /** The kind of a tar type flag; anything unknown is {@link #UNSUPPORTED}. */
  public static EntryKind ofTypeFlag(int typeFlag) {
    return switch (typeFlag) {
      case '0', 0, '7', 'S' -> FILE;
      case '1' -> HARDLINK;
      case '2' -> SYMLINK;
      case '3' -> CHARDEV;
      case '4' -> BLOCKDEV;
      case '5' -> DIR;
      case '6' -> FIFO;
      default -> UNSUPPORTED;
    };
  }

  public boolean isDevice() {
    return this == CHARDEV || this == BLOCKDEV;
  }
}
