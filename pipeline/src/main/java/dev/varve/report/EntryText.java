package dev.varve.report;

import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.Xattr;
import dev.varve.tree.Inode;

/** One inode for people, in the columns that {@code ls -l} made familiar. */
public final class EntryText {
  private static final int SETUID = 04000;
  private static final int SETGID = 02000;
  private static final int STICKY = 01000;
  private static final String ARROW = " -> ";

  private EntryText() {}

  /** Ten characters such as {@code -rwsr-xr-x}. */
  public static String mode(Inode inode) {
    int bits = inode.modeBits();
    StringBuilder out = new StringBuilder(10).append(kindLetter(inode.kind()));
    triple(bits >> 6, (bits & SETUID) != 0, 's', out);
    triple(bits >> 3, (bits & SETGID) != 0, 's', out);
    triple(bits, (bits & STICKY) != 0, 't', out);
    return out.toString();
  }

  private static void triple(int bits, boolean special, char letter, StringBuilder out) {
    out.append((bits & 4) != 0 ? 'r' : '-').append((bits & 2) != 0 ? 'w' : '-');
    boolean runs = (bits & 1) != 0;
    if (special) {
      out.append(runs ? letter : Character.toUpperCase(letter));
    } else {
      out.append(runs ? 'x' : '-');
    }
  }

  private static char kindLetter(EntryKind kind) {
    return switch (kind) {
      case DIR -> 'd';
      case SYMLINK -> 'l';
      case CHARDEV -> 'c';
      case BLOCKDEV -> 'b';
      case FIFO -> 'p';
      case FILE, HARDLINK -> '-';
      case UNSUPPORTED -> '?';
    };
  }

  /** Numbers of user and group. */
  public static String owner(Inode inode) {
    return inode.uid() + ":" + inode.gid();
  }

  /** The size of a file, the numbers of a device, nothing for the rest. */
  public static String size(Inode inode) {
    Entry entry = inode.entry();
    return switch (inode.kind()) {
      case FILE -> SizeText.of(inode.size());
      case CHARDEV, BLOCKDEV -> entry == null ? "" : entry.devMajor() + ", " + entry.devMinor();
      case DIR, SYMLINK, FIFO, HARDLINK, UNSUPPORTED -> "";
    };
  }

  /** A safe path in the colour of what it stands for, and where a symlink leads. */
  static String name(String safe, Inode inode, Ink ink) {
    Entry entry = inode.entry();
    return inode.kind() == EntryKind.SYMLINK && entry != null
        ? painted(safe, inode, ink) + ARROW + TerminalText.of(entry.linkTarget())
        : painted(safe, inode, ink);
  }

  /** As {@link #name(String, Inode, Ink)}, on a page that may have an edge. */
  static String name(String safe, Inode inode, int room, TextPage page) {
    Entry entry = inode.entry();
    if (inode.kind() != EntryKind.SYMLINK || entry == null) {
      // The slash behind it.
      int own = inode.kind() == EntryKind.DIR ? room - 1 : room;
      return painted(page.cutPath(safe, own), inode, page.ink());
    }
    String target = TerminalText.of(entry.linkTarget());
    int rest = room - ARROW.length() - TerminalText.columns(target);
    String link = page.cutPath(safe, Math.max(rest, room / 2));
    return painted(link, inode, page.ink())
        + ARROW
        + page.cutPath(target, room - ARROW.length() - TerminalText.columns(link));
  }

  /**
   * A path and what is said of it behind, on a page that may have an edge.
   *
   * @param behind safe words; empty for none
   */
  static String line(String safe, Inode inode, String behind, int room, TextPage page) {
    if (behind.isEmpty()) {
      return name(safe, inode, room, page);
    }
    int rest = room - 2 - TerminalText.columns(behind);
    String name = name(safe, inode, Math.max(rest, room / 2), page);
    int left = room - 2 - TerminalText.columns(name);
    return name + "  " + page.ink().paint(Ink.Tone.DIM, page.cutPath(behind, left));
  }

  private static String painted(String safe, Inode inode, Ink ink) {
    return switch (inode.kind()) {
      case DIR -> ink.paint(Ink.Tone.DIRECTORY, safe + "/");
      case SYMLINK -> ink.paint(Ink.Tone.SYMLINK, safe);
      case CHARDEV, BLOCKDEV, FIFO -> ink.paint(Ink.Tone.DEVICE, safe);
      case FILE, HARDLINK, UNSUPPORTED -> {
        if (isPrivileged(inode)) {
          yield ink.paint(Ink.Tone.PRIVILEGED, safe);
        }
        yield (inode.modeBits() & 0111) != 0 ? ink.paint(Ink.Tone.EXECUTABLE, safe) : safe;
      }
    };
  }

  /** Whether a file is setuid, runs with the group of its owner, or has capabilities. */
  public static boolean isPrivileged(Inode inode) {
    Entry entry = inode.entry();
    int bits = inode.modeBits();
    return inode.isFile()
        && entry != null
        && ((bits & SETUID) != 0
            || ((bits & SETGID) != 0 && (bits & 010) != 0)
            || entry.xattr(Xattr.CAPABILITY) != null);
  }
}
