package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.tree.TreeEntry;
import dev.varve.tree.TreeLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a mount lands in an image, and what of the image disappears under it (policy-catalogue.md
 * section 1.4, rule 6).
 *
 * @param target absolute; differs from that of the mount if symlinks of the image lead elsewhere
 * @param symlinks absolute paths of those followed
 * @param hidden null if it was too much to count
 * @param links of the start chain that the mount covers, absolute
 * @param code what programs are looked up in or configured by, by absolute path
 * @param volume the image's VOLUME at or below the target, or null
 */
public record Placement(
    String target,
    List<String> symlinks,
    @Nullable Subtree hidden,
    List<String> links,
    List<CodePlace> code,
    @Nullable String volume)
    implements java.io.Serializable {

  /** Fixed places that decide what a program loads or whom it believes. */
  private static final Map<String, String> SYSTEM_PLACES =
      Map.ofEntries(
          Map.entry("etc/ld.so.conf", "loader-config"),
          Map.entry("etc/ld.so.conf.d", "loader-config"),
          Map.entry("etc/ld.so.cache", "loader-config"),
          Map.entry("etc/ld.so.preload", "loader-config"),
          Map.entry("etc/passwd", "account"),
          Map.entry("etc/group", "account"),
          Map.entry("etc/shadow", "account"),
          Map.entry("etc/sudoers", "account"),
          Map.entry("etc/sudoers.d", "account"),
          Map.entry("etc/pam.d", "account"),
          Map.entry("lib", "library-dir"),
          Map.entry("lib64", "library-dir"),
          Map.entry("usr/lib", "library-dir"),
          Map.entry("usr/lib64", "library-dir"),
          Map.entry("usr/local/lib", "library-dir"));

  public Placement {
    symlinks = List.copyOf(symlinks);
    links = List.copyOf(links);
    code = List.copyOf(code);
  }

  /**
   * A place where code or its configuration is looked for.
   *
   * @param what {@code path-dir}, {@code library-dir}, {@code module-dir}, {@code loader-config} or
   *     {@code account}
   */
  public record CodePlace(String path, String what) implements java.io.Serializable {}

  /** Whether the mount lands somewhere else than its text says. */
  boolean isMoved(Mount mount) {
    return !target.equals(mount.target());
  }

  /** Places the mounts of a container, in their order. */
  static List<Placement> of(
      List<Mount> mounts,
      List<String> volumes,
      String searchPath,
      Start start,
      TreeLookup tree,
      TreeCensus census) {
    ImagePaths paths = new ImagePaths(tree);
    Map<Bytes, String> code = new TreeMap<>();
    SYSTEM_PLACES.forEach((path, what) -> code.put(paths.find(Bytes.utf8(path)).path(), what));
    census.moduleDirectories().forEach(path -> code.put(path, "module-dir"));
    for (String element : searchPath.split(":", -1)) {
      if (element.startsWith("/")) {
        code.put(paths.find(Bytes.utf8(element)).path(), "path-dir");
      }
    }
    List<Placement> placements = new ArrayList<>();
    for (Mount mount : mounts) {
      placements.add(place(mount, volumes, code, start, paths, census));
    }
    return placements;
  }

  private static Placement place(
      Mount mount,
      List<String> volumes,
      Map<Bytes, String> code,
      Start start,
      ImagePaths paths,
      TreeCensus census) {
    ImagePaths.Found found = paths.find(Bytes.utf8(mount.target()));
    Bytes place = found.path();
    List<String> links = new ArrayList<>();
    for (ChainLink link : start.links()) {
      Bytes path = link.path();
      if (path != null && mount.target().equals(link.coveredBy())) {
        links.add("/" + path.text());
      }
    }
    List<CodePlace> covered = new ArrayList<>();
    code.forEach(
        (path, what) -> {
          boolean inside = what.equals("loader-config") || what.equals("module-dir");
          if (TreeCensus.isAtOrBelow(path, place) || (inside && TreeCensus.isBelow(place, path))) {
            covered.add(new CodePlace("/" + path.text(), what));
          }
        });
    String volume = null;
    for (String declared : volumes) {
      Bytes at = paths.find(Bytes.utf8(declared)).path();
      if (volume == null && TreeCensus.isAtOrBelow(at, place)) {
        volume = HostPath.cleanTarget(declared);
      }
    }
    return new Placement(
        "/" + place.text(),
        found.symlinks().stream().map(link -> "/" + link.text()).toList(),
        hidden(found, census),
        links.stream().distinct().toList(),
        covered,
        volume);
  }

  private static @Nullable Subtree hidden(ImagePaths.Found found, TreeCensus census) {
    if (found.path().isEmpty()) {
      return census.all();
    }
    TreeEntry entry = found.entry();
    if (entry == null) {
      return Subtree.NOTHING;
    }
    if (entry.inode().isDirectory()) {
      return census.below(entry.path());
    }
    boolean executable = entry.inode().isFile() && (entry.inode().modeBits() & 0111) != 0;
    return new Subtree(1, entry.inode().size(), executable ? 1 : 0);
  }
}
