package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.layer.ContentFact;
import dev.varve.tree.TreeEntry;
import dev.varve.tree.TreeLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of an image, from its passwd, group and shadow files, in file order. Lines that
 * engines would skip (too few fields, ids that are no numbers) are skipped.
 *
 * @param passwdPresent whether there is a passwd file whose content is known
 */
public record Accounts(List<User> users, List<Group> groups, boolean passwdPresent)
    implements java.io.Serializable {
  public static final Accounts NONE = new Accounts(List.of(), List.of(), false);

  public Accounts {
    users = List.copyOf(users);
    groups = List.copyOf(groups);
  }

  /**
   * A line of passwd.
   *
   * @param password {@code empty}, {@code locked}, {@code hash:ALG}, or {@code shadowed-missing}
   *     (the line points to a shadow line that is not there)
   */
  public record User(String name, long uid, long gid, String home, String shell, String password)
      implements java.io.Serializable {}

  /** A line of group; members as written. */
  public record Group(String name, long gid, List<String> members) implements java.io.Serializable {
    public Group {
      members = List.copyOf(members);
    }
  }

  /**
   * Parses the three files; null stands for a file that is not there. Hashes in {@code shadow} may
   * be redacted as long as their scheme prefix ({@code $6$}) stays.
   */
  public static Accounts parse(
      @Nullable Bytes passwd, @Nullable Bytes group, @Nullable Bytes shadow) {
    Map<String, String> shadowed = new TreeMap<>();
    for (String[] fields : lines(shadow)) {
      if (fields.length >= 2) {
        shadowed.putIfAbsent(fields[0], fields[1]);
      }
    }
    List<User> users = new ArrayList<>();
    for (String[] fields : lines(passwd)) {
      if (fields.length < 4 || fields[0].isEmpty()) {
        continue;
      }
      Long uid = number(fields[2]);
      Long gid = number(fields[3]);
      if (uid == null || gid == null) {
        continue;
      }
      String home = fields.length > 5 ? fields[5] : "";
      String shell = fields.length > 6 ? fields[6] : "";
      String password = passwordState(fields[1], shadowed.get(fields[0]));
      users.add(new User(fields[0], uid, gid, home, shell, password));
    }
    List<Group> groups = new ArrayList<>();
    for (String[] fields : lines(group)) {
      Long gid = fields.length < 3 || fields[0].isEmpty() ? null : number(fields[2]);
      if (gid != null) {
        groups.add(new Group(fields[0], gid, members(fields)));
      }
    }
    return new Accounts(users, groups, passwd != null);
  }

  /** The accounts of a squashed tree; symlinks to the files are followed inside the image. */
  public static Accounts of(TreeLookup tree) {
    ImagePaths paths = new ImagePaths(tree);
    return parse(
        content(paths, "etc/passwd"), content(paths, "etc/group"), content(paths, "etc/shadow"));
  }

  private static @Nullable Bytes content(ImagePaths paths, String path) {
    TreeEntry entry = paths.find(Bytes.utf8(path)).entry();
    if (entry == null || !entry.inode().isFile()) {
      return null;
    }
    ContentFact fact = paths.tree().content(entry);
    if (fact == null) {
      return entry.inode().size() == 0 ? Bytes.EMPTY : null;
    }
    return fact.head();
  }

  private static List<String> members(String[] fields) {
    List<String> members = new ArrayList<>();
    if (fields.length > 3) {
      for (String member : fields[3].split(",", -1)) {
        if (!member.isBlank()) {
          members.add(member.strip());
        }
      }
    }
    return members;
  }

  private static List<String[]> lines(@Nullable Bytes file) {
    List<String[]> lines = new ArrayList<>();
    if (file == null) {
      return lines;
    }
    for (String line : file.text().split("\n", -1)) {
      String trimmed = line.strip();
      if (!trimmed.isEmpty() && trimmed.charAt(0) != '#') {
        lines.add(trimmed.split(":", -1));
      }
    }
    return lines;
  }

  /** An id as passwd files hold it, or null if it is none that Linux could give. */
  private static @Nullable Long number(String text) {
    if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    long value = Long.parseLong(text);
    return value > ImageUser.MAX_ID ? null : value;
  }

  private static String passwordState(String field, @Nullable String shadow) {
    if (!field.equals("x")) {
      return passwordState(field);
    }
    return shadow == null ? "shadowed-missing" : passwordState(shadow);
  }

  private static String passwordState(String field) {
    if (field.isEmpty()) {
      return "empty";
    }
    if (field.startsWith("!") || field.startsWith("*") || field.equals("x")) {
      return "locked";
    }
    if (field.startsWith("$")) {
      int end = field.indexOf('$', 1);
      return "hash:" + algorithm(end < 0 ? field.substring(1) : field.substring(1, end));
    }
    if (field.startsWith("_")) {
      return "hash:bsdi";
    }
    // Thirteen characters are the classic form; anything else never matches a password.
    return field.length() == 13 ? "hash:des" : "locked";
  }

  private static String algorithm(String id) {
    return switch (id) {
      case "1" -> "md5";
      case "2", "2a", "2b", "2x", "2y" -> "bcrypt";
      case "5" -> "sha256";
      case "6" -> "sha512";
      case "7" -> "scrypt";
      case "y", "gy" -> "yescrypt";
      default -> "other";
    };
  }

  /** The first user of that name, or null. */
  public @Nullable User user(String name) {
    for (User user : users) {
      if (user.name().equals(name)) {
        return user;
      }
    }
    return null;
  }

  /** The first user with that number, or null. */
  public @Nullable User user(long uid) {
    for (User user : users) {
      if (user.uid() == uid) {
        return user;
      }
    }
    return null;
  }

  /** The first group of that name, or null. */
  public @Nullable Group group(String name) {
    for (Group group : groups) {
      if (group.name().equals(name)) {
        return group;
      }
    }
    return null;
  }
}
