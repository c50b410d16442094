package dev.varve.report;

import dev.varve.layer.Entry;
import dev.varve.tree.Attribute;
import dev.varve.tree.Inode;
import java.util.ArrayList;
import java.util.List;

/** What differs between the two inodes that a path has in two images, in words. */
final class DifferenceText {
  private DifferenceText() {}

  /** A safe text such as {@code content +12 B, mode 0755 -> 4755}. */
  static String changes(List<Attribute> attributes, Inode x, Inode y) {
    List<String> parts = new ArrayList<>();
    for (Attribute attribute : attributes) {
      switch (attribute) {
        case KIND -> parts.add(x.kind().label() + " -> " + y.kind().label());
        case CONTENT ->
            parts.add(
                x.size() == y.size()
                    ? "content"
                    : "content " + SizeText.signed(y.size() - x.size()));
        case LINK_TARGET -> parts.add("was -> " + target(x));
        case DEVICE -> parts.add("device " + EntryText.size(x) + " -> " + EntryText.size(y));
        case MODE ->
            parts.add(
                "mode " + ModeText.octal(x.modeBits()) + " -> " + ModeText.octal(y.modeBits()));
        case UID -> parts.add("uid " + x.uid() + " -> " + y.uid());
        case GID -> parts.add("gid " + x.gid() + " -> " + y.gid());
        case XATTRS, MTIME -> parts.add(attribute.label());
      }
    }
    return String.join(", ", parts);
  }

  private static String target(Inode inode) {
    Entry entry = inode.entry();
    return entry == null ? "" : TerminalText.of(entry.linkTarget());
  }
}
