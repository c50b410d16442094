package dev.varve.tree;

import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.PathOrder;
import dev.varve.layer.Whiteout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The layer rules as plainly as they can be written: one mutable tree, every layer applied member
 * by member, a copy of everything before and after each layer. What {@link OverlayMerge} must
 * equal.
 */
final class NaiveOverlay {
  private static final class Dentry {
    Inode inode;
    int layer;
    TreeMap<Bytes, Dentry> children = new TreeMap<>();
    List<Shipped> by = new ArrayList<>();

    Dentry(Inode inode, int layer) {
      this.inode = inode;
      this.layer = layer;
    }
  }

  private static final class Shipped {
    final Entry entry;
    final int layer;
    @Nullable Inode inode;
    int hiddenBy;
    @Nullable String cause;

    Shipped(Entry entry, int layer) {
      this.entry = entry;
      this.layer = layer;
    }
  }

  private static final class TooManyLinks extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private static final class Gone extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private static final Bytes UP = Bytes.utf8("..");

  private final ParentLinks mode;
  private final Dentry root = new Dentry(Inode.implicit(0), -1);
  private final List<Shipped> shipped = new ArrayList<>();
  final TreeSet<String> findings = new TreeSet<>();
  final List<String> changes = new ArrayList<>();
  private int layer = -1;

  NaiveOverlay(ParentLinks mode) {
    this.mode = mode;
  }

  void apply(List<Entry> entries) {
    layer++;
    Map<Bytes, Dentry> before = flat();
    applyLayer(entries);
    Map<Bytes, Dentry> after = flat();
    TreeSet<Bytes> paths = new TreeSet<>(PathOrder.TREE);
    paths.addAll(before.keySet());
    paths.addAll(after.keySet());
    for (Bytes path : paths) {
      describeChange(path, before.get(path), after.get(path));
    }
  }

  private void describeChange(Bytes path, @Nullable Dentry a, @Nullable Dentry b) {
    if (a == null || b == null) {
      changes.add(layer + " " + path + (a == null ? " added" : " deleted"));
      return;
    }
    List<Attribute> differ = InodeComparison.differences(a.inode, b.inode);
    boolean content = differ.stream().anyMatch(Attribute::isContent);
    boolean metadata = differ.stream().anyMatch(x -> x != Attribute.MTIME);
    String word = content ? "modified-content" : metadata ? "modified-metadata" : "reshipped";
    if (!differ.isEmpty() || b.layer == layer) {
      changes.add(layer + " " + path + " " + word + " " + differ);
    }
  }

  List<String> tree() {
    List<String> out = new ArrayList<>();
    if (!root.by.isEmpty()) {
      out.add("root " + root.layer);
    }
    Map<Inode, List<Bytes>> names = names();
    flat()
        .forEach(
            (path, dentry) -> {
              List<Bytes> group = names.getOrDefault(dentry.inode, List.of());
              out.add(describe(path, dentry.inode, dentry.layer, group));
            });
    return out;
  }

  static String describe(Bytes path, Inode inode, int layer, Collection<Bytes> group) {
    Entry entry = inode.entry();
    String what = entry == null ? "implicit" : inode.layer() + "#" + entry.ordinal();
    boolean many = !inode.isDirectory() && group.size() > 1;
    return path + " " + what + " " + layer + (many ? " " + group.size() + group : "");
  }

  List<List<String>> hidden() {
    Map<Inode, List<Bytes>> names = names();
    List<List<String>> out = new ArrayList<>();
    for (int i = 0; i <= layer; i++) {
      int index = i;
      List<Shipped> lost = new ArrayList<>();
      for (Shipped s : shipped) {
        boolean emptyMarker = "MARKER".equals(s.cause) && s.entry.size() == 0;
        if (s.layer == index && s.cause != null && !emptyMarker) {
          lost.add(s);
        }
      }
      lost.sort(
          (a, b) -> {
            int c = PathOrder.TREE.compare(a.entry.shownPath(), b.entry.shownPath());
            return c != 0 ? c : a.entry.ordinal() - b.entry.ordinal();
          });
      List<String> lines = new ArrayList<>();
      for (Shipped s : lost) {
        boolean live = s.inode != null && names.containsKey(s.inode);
        long bytes = live ? 0 : s.entry.size();
        lines.add(s.entry.ordinal() + " " + bytes + " by " + s.hiddenBy + " " + s.cause);
      }
      out.add(lines);
    }
    return out;
  }

  long liveBytes() {
    return names().keySet().stream().filter(Inode::isFile).mapToLong(Inode::size).sum();
  }

  private Map<Inode, List<Bytes>> names() {
    Map<Inode, List<Bytes>> names = new IdentityHashMap<>();
    flat().forEach((path, d) -> names.computeIfAbsent(d.inode, i -> new ArrayList<>()).add(path));
    return names;
  }

  private Map<Bytes, Dentry> flat() {
    Map<Bytes, Dentry> out = new TreeMap<>(PathOrder.TREE);
    flatten(root, Bytes.EMPTY, out);
    return out;
  }

  private static void flatten(Dentry directory, Bytes path, Map<Bytes, Dentry> out) {
    directory.children.forEach(
        (name, child) -> {
          Dentry copy = new Dentry(child.inode, child.layer);
          Bytes childPath = PathOrder.join(path, name);
          out.put(childPath, copy);
          flatten(child, childPath, out);
        });
  }

  private void found(String code, Entry entry, @Nullable Bytes target) {
    findings.add(layer + " " + code + " " + entry.shownPath() + " " + target);
  }

  private void applyLayer(List<Entry> entries) {
    List<Shipped> additions = new ArrayList<>();
    List<Shipped> whiteouts = new ArrayList<>();
    List<Shipped> opaques = new ArrayList<>();
    Map<Bytes, Inode> kept = new HashMap<>();
    for (Entry entry : entries) {
      Shipped s = new Shipped(entry, layer);
      shipped.add(s);
      if (entry.kind() == EntryKind.UNSUPPORTED) {
        found("unsupported-type", entry, null);
        hide(s, "REJECTED");
      } else if (entry.unsafeName() != null) {
        found("unsafe-path", entry, null);
        hide(s, "REJECTED");
      } else {
        switch (Whiteout.of(entry.path())) {
          case NONE -> additions.add(s);
          case OPAQUE -> {
            hide(s, "MARKER");
            opaques.add(s);
          }
          case REMOVES -> {
            hide(s, "MARKER");
            whiteouts.add(s);
          }
          case BOOKKEEPING -> {
            hide(s, "META");
            if (entry.kind() == EntryKind.FILE) {
              s.inode = Inode.shipped(entry, layer);
              kept.put(entry.path(), s.inode);
            }
          }
          case RESERVED -> {
            found("reserved-name", entry, null);
            hide(s, "REJECTED");
          }
          case INVALID -> {
            found("invalid-whiteout", entry, null);
            hide(s, "REJECTED");
          }
        }
      }
    }
    markers(additions, whiteouts, opaques);
    List<Shipped> late = new ArrayList<>();
    Map<Bytes, EntryKind> seen = new HashMap<>();
    for (Shipped s : additions) {
      EntryKind earlier = seen.put(s.entry.path(), s.entry.kind());
      if (earlier != null && (earlier != EntryKind.DIR || s.entry.kind() != EntryKind.DIR)) {
        found("duplicate-entry", s.entry, null);
      }
      add(s, kept, late);
    }
    for (Shipped s : late) {
      add(s, kept, null);
    }
  }

  private void hide(Shipped s, String cause) {
    s.hiddenBy = layer;
    s.cause = cause;
  }

  private void markers(List<Shipped> additions, List<Shipped> whiteouts, List<Shipped> opaques) {
    Map<Bytes, EntryKind> lastKind = new LinkedHashMap<>();
    additions.forEach(s -> lastKind.put(s.entry.path(), s.entry.kind()));
    List<Bytes> gone = whiteouts.stream().map(s -> Whiteout.target(s.entry.path())).toList();
    List<Bytes> cleared = opaques.stream().map(s -> Whiteout.target(s.entry.path())).toList();
    List<Object[]> cuts = new ArrayList<>();
    for (boolean opaque : new boolean[] {false, true}) {
      for (Shipped s : opaque ? opaques : whiteouts) {
        Bytes target = Whiteout.target(s.entry.path());
        Bytes directory = opaque ? target : PathOrder.parent(target);
        List<Bytes> through = new ArrayList<>();
        Bytes real = null;
        try {
          real =
              walk(
                  directory,
                  (path, dentry) -> {
                    if (mode == ParentLinks.OVERLAY) {
                      return false;
                    }
                    if (through.isEmpty() && replacedHere(path, lastKind, gone, cleared)) {
                      return false;
                    }
                    through.add(path);
                    return true;
                  },
                  null);
        } catch (TooManyLinks e) {
          found("symlink-loop", s.entry, null);
        } catch (Gone e) {
          real = null;
        }
        if (real != null && !through.isEmpty()) {
          found("whiteout-through-symlink", s.entry, real);
        }
        Dentry dentry = real == null ? null : at(real);
        if (opaque) {
          if (dentry != null) {
            for (Bytes name : dentry.children.keySet()) {
              cuts.add(new Object[] {1, real, name});
            }
          }
        } else if (dentry == null || !dentry.children.containsKey(PathOrder.baseName(target))) {
          found("orphan-whiteout", s.entry, null);
        } else {
          cuts.add(new Object[] {0, real, PathOrder.baseName(target)});
        }
      }
    }
    cuts.sort(
        (a, b) -> {
          int c = (int) a[0] - (int) b[0];
          return c != 0
              ? c
              : PathOrder.components((Bytes) a[1]).size()
                  - PathOrder.components((Bytes) b[1]).size();
        });
    for (Object[] cut : cuts) {
      Dentry directory = at((Bytes) cut[1]);
      if (directory != null && directory.children.containsKey((Bytes) cut[2])) {
        remove(directory, (Bytes) cut[2], (int) cut[0] == 0 ? "WHITEOUT" : "OPAQUE");
      }
    }
  }

  private static boolean replacedHere(
      Bytes path, Map<Bytes, EntryKind> lastKind, List<Bytes> gone, List<Bytes> cleared) {
    EntryKind kind = lastKind.get(path);
    if (kind != null && kind != EntryKind.SYMLINK) {
      return true;
    }
    for (Bytes up = path; !up.isEmpty(); up = PathOrder.parent(up)) {
      if (gone.contains(up) || cleared.contains(PathOrder.parent(up))) {
        return true;
      }
    }
    return false;
  }

  private void remove(Dentry directory, Bytes name, String cause) {
    Dentry dentry = directory.children.remove(name);
    lose(dentry, cause, cause.equals("REPLACED") ? "REPLACED_PARENT" : cause);
  }

  private void lose(Dentry dentry, String cause, String below) {
    for (Shipped s : dentry.by) {
      hide(s, s.layer == layer ? "DUPLICATE" : cause);
    }
    dentry.children.values().forEach(child -> lose(child, below, below));
  }

  private void add(Shipped s, Map<Bytes, Inode> kept, @Nullable List<Shipped> late) {
    Entry entry = s.entry;
    if (entry.path().isEmpty()) {
      if (entry.kind() != EntryKind.DIR) {
        found("root-not-directory", entry, null);
        hide(s, "REJECTED");
      } else {
        root.layer = layer;
        root.by.add(s);
      }
      return;
    }
    Inode linked = null;
    if (entry.kind() == EntryKind.HARDLINK) {
      linked = target(s, kept, late);
      if (linked == null) {
        return;
      }
    }
    List<Bytes> through = new ArrayList<>();
    Follow follow =
        (path, dentry) -> {
          if (dentry.layer == layer) {
            return true;
          }
          if (mode == ParentLinks.OVERLAY) {
            return false;
          }
          through.add(path);
          return true;
        };
    Bytes parent = PathOrder.parent(entry.path());
    Bytes real;
    try {
      try {
        walk(parent, follow, null);
      } catch (Gone e) {
        through.clear();
      }
      through.clear();
      real = walk(parent, follow, entry);
    } catch (TooManyLinks e) {
      found("symlink-loop", entry, null);
      hide(s, "REJECTED");
      return;
    } catch (Gone e) {
      throw new AssertionError(e);
    }
    Bytes name = PathOrder.baseName(entry.path());
    if (!through.isEmpty()) {
      found("parent-symlink", entry, PathOrder.join(real, name));
    }
    Dentry directory = at(real);
    Dentry old = directory.children.get(name);
    if (old != null && old.inode.isDirectory() && entry.kind() == EntryKind.DIR) {
      old.inode = Inode.shipped(entry, layer);
      s.inode = old.inode;
    } else if (old != null && linked != null && linked == old.inode) {
      s.inode = linked;
    } else {
      if (old != null) {
        remove(directory, name, "REPLACED");
      }
      s.inode = linked != null ? linked : Inode.shipped(entry, layer);
      old = new Dentry(s.inode, layer);
      directory.children.put(name, old);
    }
    old.layer = layer;
    old.by.add(s);
  }

  private @Nullable Inode target(Shipped s, Map<Bytes, Inode> kept, @Nullable List<Shipped> late) {
    Bytes target = PathOrder.normalise(s.entry.linkTarget());
    if (target.isEmpty() || PathOrder.components(target).contains(UP)) {
      found("unsafe-link-target", s.entry, s.entry.linkTarget());
      hide(s, "REJECTED");
      return null;
    }
    if (kept.containsKey(target)) {
      return kept.get(target);
    }
    if (target.equals(s.entry.path())) {
      found("hardlink-self", s.entry, null);
      hide(s, "REJECTED");
      return null;
    }
    Dentry dentry = null;
    try {
      Dentry directory = at(walk(PathOrder.parent(target), (p, d) -> true, null));
      dentry = directory.children.get(PathOrder.baseName(target));
    } catch (TooManyLinks | Gone e) {
      dentry = null;
    }
    if (dentry == null && late != null) {
      late.add(s);
      return null;
    }
    if (dentry == null || dentry.inode.isDirectory()) {
      String code = dentry == null ? "hardlink-target-missing" : "hardlink-to-directory";
      found(code, s.entry, target);
      hide(s, "LINK_FAILED");
      return null;
    }
    if (late == null) {
      found("hardlink-forward", s.entry, target);
    }
    if (dentry.layer != layer) {
      found("hardlink-target-in-lower-layer", s.entry, target);
    }
    return dentry.inode;
  }

  private interface Follow {
    boolean follow(Bytes path, Dentry dentry);
  }

  /** The real path of a directory; with a maker, missing and other things become directories. */
  private Bytes walk(Bytes path, Follow follow, @Nullable Entry maker) throws TooManyLinks, Gone {
    List<Bytes> todo = new ArrayList<>(PathOrder.components(path));
    Bytes real = Bytes.EMPTY;
    int links = 0;
    while (!todo.isEmpty()) {
      Bytes part = todo.remove(0);
      if (part.equals(UP)) {
        real = PathOrder.parent(real);
        continue;
      }
      Dentry directory = at(real);
      Bytes next = PathOrder.join(real, part);
      Dentry dentry = directory.children.get(part);
      if (dentry != null && dentry.inode.isSymlink() && follow.follow(next, dentry)) {
        if (++links > 40) {
          throw new TooManyLinks();
        }
        Bytes target = dentry.inode.entry().linkTarget();
        if (target.startsWith(Bytes.utf8("/"))) {
          real = Bytes.EMPTY;
        }
        todo.addAll(0, PathOrder.components(PathOrder.normalise(target)));
        continue;
      }
      if (dentry == null || !dentry.inode.isDirectory()) {
        if (maker == null) {
          throw new Gone();
        }
        if (dentry != null) {
          boolean link = dentry.inode.isSymlink();
          found(link ? "parent-symlink" : "parent-not-directory", maker, next);
          remove(directory, part, "REPLACED");
        }
        directory.children.put(part, new Dentry(Inode.implicit(layer), layer));
      }
      real = next;
    }
    return real;
  }

  private @Nullable Dentry at(Bytes path) {
    Dentry dentry = root;
    for (Bytes part : PathOrder.components(path)) {
      dentry = dentry.children.get(part);
      if (dentry == null) {
        return null;
      }
    }
    return dentry;
  }
}
