package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.diff.PathDifference;
import dev.varve.diff.TreeDiff;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonLineWriter;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.layer.Entry;
import dev.varve.layer.Xattr;
import dev.varve.tree.Attribute;
import dev.varve.tree.Inode;
import dev.varve.tree.TreeEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a comparison a reader asks for first: bytes that come and go, packages, and files that
 * give new rights. Adds up while the differences pass; lists are bounded and their numbers are not.
 */
final class PairSummary implements TreeDiff.Visitor {
  /** Rows that each list shows. */
  private static final int MOST_ROWS = 50;

  private static final int SETUID = 04000;
  private static final int SETGID = 02000;
  private static final int GROUP_EXECUTE = 010;

  private long addedBytes;
  private long removedBytes;
  private long changedBytesFrom;
  private long changedBytesTo;
  private long privilegedCount;
  private final List<Privileged> privileged = new ArrayList<>();

  /** A file that gives rights which its path did not give before. */
  private record Privileged(
      Bytes path, Inode inode, List<String> rights, @Nullable Bytes movedFrom) {}

  @Override
  public void difference(PathDifference difference) {
    TreeEntry a = difference.a();
    TreeEntry b = difference.b();
    switch (difference.kind()) {
      case ADDED -> addedBytes += bytes(b);
      case REMOVED -> removedBytes += bytes(a);
      case RETYPED -> changed(a, b);
      case MODIFIED -> {
        if (difference.attributes().stream().anyMatch(Attribute::isContent)) {
          changed(a, b);
        }
      }
      case TOUCHED -> {}
    }
    if (b != null) {
      List<String> rights = new ArrayList<>(rights(b.inode()));
      if (a != null) {
        rights.removeAll(rights(a.inode()));
      }
      if (!rights.isEmpty() && ++privilegedCount <= MOST_ROWS) {
        privileged.add(new Privileged(b.path(), b.inode(), rights, difference.movedFrom()));
      }
    }
  }

  private void changed(@Nullable TreeEntry a, @Nullable TreeEntry b) {
    changedBytesFrom += bytes(a);
    changedBytesTo += bytes(b);
  }

  /** Of a file; of several names of one file the first has them all. */
  private static long bytes(@Nullable TreeEntry entry) {
    if (entry == null || !entry.inode().isFile()) {
      return 0;
    }
    boolean first = entry.linkGroup() == null || entry.linkGroup().equals(entry.path());
    return first ? entry.inode().size() : 0;
  }

  private static List<String> rights(Inode inode) {
    Entry entry = inode.entry();
    List<String> rights = new ArrayList<>(1);
    if (entry != null && inode.isFile()) {
      if ((inode.modeBits() & SETUID) != 0) {
        rights.add("setuid");
      }
      if ((inode.modeBits() & SETGID) != 0 && (inode.modeBits() & GROUP_EXECUTE) != 0) {
        rights.add("setgid");
      }
      if (entry.xattr(Xattr.CAPABILITY) != null) {
        rights.add("capabilities");
      }
    }
    return rights;
  }

  /**
   * Puts the summary into the record that is open.
   *
   * @param packages that differ, as the facts of a diff have them; null if not known
   */
  void put(JsonLineWriter json, @Nullable JsonArray packages) {
    json.beginObject("bytes").put("added", addedBytes).put("removed", removedBytes);
    json.put("changedFrom", changedBytesFrom).put("changedTo", changedBytesTo).endObject();
    json.beginObject("newPrivileged").put("count", privilegedCount).beginArray("files");
    for (Privileged file : privileged) {
      json.beginObject().put("path", file.path()).put("rights", file.rights());
      json.put("mode", ModeText.octal(file.inode().modeBits()));
      json.put("uid", file.inode().uid()).put("gid", file.inode().gid());
      Bytes from = file.movedFrom();
      if (from != null) {
        json.put("movedFrom", from);
      }
      json.endObject();
    }
    json.endArray().endObject();
    if (packages != null) {
      packages(json, packages);
    }
  }

  private static void packages(JsonLineWriter json, JsonArray rows) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String direction : List.of("added", "removed", "up", "down", "other")) {
      counts.put(direction, 0L);
    }
    for (JsonValue row : rows) {
      JsonObject change = row.objectOrNull();
      JsonValue direction = change == null ? null : change.get("direction");
      String word = direction == null ? null : direction.textOrNull();
      if (word != null) {
        counts.merge(word, 1L, Long::sum);
      }
    }
    json.beginObject("packages");
    json.put("added", counts.getOrDefault("added", 0L));
    json.put("removed", counts.getOrDefault("removed", 0L));
    json.put("upgraded", counts.getOrDefault("up", 0L));
    json.put("downgraded", counts.getOrDefault("down", 0L));
    json.put("other", counts.getOrDefault("other", 0L));
    json.put("list", JsonArray.of(rows.items().stream().limit(MOST_ROWS).toList()));
    json.endObject();
  }
}
