package dev.varve.gate;

import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.FileCapabilities;
import dev.varve.layer.PathGlob;
import dev.varve.layer.PathOrder;
import dev.varve.layer.Xattr;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Something that a name in an image, with the entry behind it, is or is not. The attributes that a
 * tar writes beside a hard link are not those of its file and fulfil nothing (semantics.md section
 * 5.6).
 */
public sealed interface FileCondition {
  /** Which half of a name and its entry a condition is about. */
  enum Subject {
    NAME,
    ENTRY,
    BOTH
  }

  /**
   * @param path by which the image or the layer knows the entry
   */
  boolean holds(Bytes path, Entry entry);

  /**
   * Whether the condition may hold for some path at which a layer's entry comes to lie. Symlinks
   * above it may move it anywhere, but never change the last component.
   */
  default boolean mayHold(Entry entry) {
    return holds(entry.path(), entry);
  }

  Subject subject();

  /** The path, from the root, is of a form. */
  record OfPath(PathGlob glob, PathGlob lastComponent) implements FileCondition {
    /** A glob as {@link PathGlob} has them. */
    public static OfPath of(String glob) {
      int slash = glob.lastIndexOf('/');
      String above = glob.substring(0, slash + 1);
      String last = glob.substring(slash + 1);
      // A choice or a class may hold the last slash, and a "**" may end anywhere.
      boolean sure =
          !last.isEmpty()
              && above.indexOf('{') < 0
              && above.indexOf('[') < 0
              && !last.contains("**");
      return new OfPath(PathGlob.of(glob), PathGlob.of(sure ? last : "*"));
    }

    @Override
    public boolean holds(Bytes path, Entry entry) {
      return glob.matches(path);
    }

    @Override
    public boolean mayHold(Entry entry) {
      return lastComponent.matches(PathOrder.baseName(entry.path()));
    }

    @Override
    public Subject subject() {
      return Subject.NAME;
    }
  }

  /** The last component of the path is of a form. */
  record OfName(PathGlob glob) implements FileCondition {
    @Override
    public boolean holds(Bytes path, Entry entry) {
      return glob.matches(PathOrder.baseName(path));
    }

    @Override
    public Subject subject() {
      return Subject.NAME;
    }
  }

  /**
   * A file's content has a SHA-256.
   *
   * @param hexPrefix its first digits, in lower case
   */
  record OfDigest(String hexPrefix) implements FileCondition {
    @Override
    public boolean holds(Bytes path, Entry entry) {
      Bytes sha256 = entry.sha256();
      return sha256 != null && startsWith(sha256);
    }

    private boolean startsWith(Bytes sha256) {
      if (hexPrefix.length() > 2 * sha256.length()) {
        return false;
      }
      for (int i = 0; i < hexPrefix.length(); i++) {
        int octet = sha256.at(i / 2) & 0xFF;
        int digit = i % 2 == 0 ? octet >> 4 : octet & 0xF;
        if (Character.digit(hexPrefix.charAt(i), 16) != digit) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Subject subject() {
      return Subject.ENTRY;
    }
  }

  /**
   * One of several bits of a file's mode is set.
   *
   * @param bits such as 04000
   */
  record OfMode(int bits) implements FileCondition {
    @Override
    public boolean holds(Bytes path, Entry entry) {
      return hasAttributes(entry) && (entry.treeModeBits() & bits) != 0;
    }

    @Override
    public Subject subject() {
      return Subject.ENTRY;
    }
  }

  /**
   * A file has a capability, permitted or inheritable.
   *
   * @param name as {@link FileCapabilities} has it; {@code any} for whichever
   */
  record OfCapability(String name) implements FileCondition {
    /** Whatever the attribute holds, also what cannot be decoded. */
    public static final String ANY = "any";

    public OfCapability {
      name = name.toLowerCase(Locale.ROOT);
      name = name.equals(ANY) || name.startsWith("cap_") ? name : "cap_" + name;
    }

    @Override
    public boolean holds(Bytes path, Entry entry) {
      Bytes value = hasAttributes(entry) ? entry.xattr(Xattr.CAPABILITY) : null;
      if (value == null || name.equals(ANY)) {
        return value != null;
      }
      FileCapabilities capabilities = FileCapabilities.decode(value);
      return capabilities != null
          && (capabilities.permitted().contains(name) || capabilities.inheritable().contains(name));
    }

    @Override
    public Subject subject() {
      return Subject.ENTRY;
    }
  }

  /**
   * An entry belongs to a user or to a group.
   *
   * @param group whether the group is asked for
   * @param id number; -1 if only a name is given
   * @param name as the layer writes it; empty if only a number is given
   */
  record OfOwner(boolean group, long id, Bytes name) implements FileCondition {
    /** A number, or a name; root is 0 whether a layer writes names or not. */
    public static OfOwner of(boolean group, String written) {
      if (!written.isEmpty()
          && written.length() <= 18
          && written.chars().allMatch(OfOwner::digit)) {
        return new OfOwner(group, Long.parseLong(written), Bytes.EMPTY);
      }
      return new OfOwner(group, written.equals("root") ? 0 : -1, Bytes.utf8(written));
    }

    private static boolean digit(int c) {
      return c >= '0' && c <= '9';
    }

    @Override
    public boolean holds(Bytes path, Entry entry) {
      if (!hasAttributes(entry)) {
        return false;
      }
      long owner = group ? entry.gid() : entry.uid();
      Bytes called = group ? entry.gname() : entry.uname();
      return owner == id || (!name.isEmpty() && name.equals(called));
    }

    @Override
    public Subject subject() {
      return Subject.ENTRY;
    }
  }

  /** An entry is of one of several kinds. */
  record OfKind(Set<EntryKind> kinds) implements FileCondition {
    public OfKind {
      kinds = kinds.isEmpty() ? EnumSet.noneOf(EntryKind.class) : EnumSet.copyOf(kinds);
    }

    @Override
    public boolean holds(Bytes path, Entry entry) {
      return kinds.contains(entry.kind());
    }

    @Override
    public Subject subject() {
      return Subject.ENTRY;
    }
  }

  /** A file has a size, in bytes, between two that are taken in. */
  record OfSize(long least, long most) implements FileCondition {
    @Override
    public boolean holds(Bytes path, Entry entry) {
      return entry.kind() == EntryKind.FILE && entry.size() >= least && entry.size() <= most;
    }

    @Override
    public Subject subject() {
      return Subject.ENTRY;
    }
  }

  /** One of several conditions holds. */
  record AnyOf(List<FileCondition> conditions) implements FileCondition {
    public AnyOf {
      conditions = List.copyOf(conditions);
    }

    @Override
    public boolean holds(Bytes path, Entry entry) {
      for (FileCondition condition : conditions) {
        if (condition.holds(path, entry)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public boolean mayHold(Entry entry) {
      for (FileCondition condition : conditions) {
        if (condition.mayHold(entry)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public Subject subject() {
      Subject common = conditions.get(0).subject();
      return conditions.stream().allMatch(condition -> condition.subject() == common)
          ? common
          : Subject.BOTH;
    }
  }

  private static boolean hasAttributes(Entry entry) {
    return entry.kind() != EntryKind.HARDLINK && entry.kind() != EntryKind.UNSUPPORTED;
  }
}
