package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.layer.FileCapabilities;
import dev.varve.tree.Inode;
import dev.varve.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Something that keeps the user of a run from starting its program (policy-catalogue.md section 3,
 * CMB-08). What a mount covers is no obstacle, since nobody knows what lies there.
 *
 * @param path absolute
 * @param what {@code link}, {@code directory}, {@code workdir} or {@code filecap}
 * @param needs {@code execute}, {@code read}, {@code search} or {@code capability}
 * @param link number of the link in the chain; null for the working directory
 * @param certain false if a group that the orchestrator adds may still allow it
 * @param missing capabilities that the file wants and the container can never have
 */
public record Obstacle(
    String path,
    String what,
    String needs,
    @Nullable Long link,
    boolean certain,
    int modeBits,
    long uid,
    long gid,
    List<String> missing)
    implements java.io.Serializable {
  public Obstacle {
    missing = List.copyOf(missing);
  }

  /** All obstacles of a start; none if the user is not known. */
  static List<Obstacle> of(
      RunSpec run,
      Start start,
      String workdir,
      Actor actor,
      List<String> bounding,
      ImagePaths paths) {
    return actor.isKnown()
        ? new Walk(run, actor, bounding, paths).obstacles(start, workdir)
        : List.of();
  }

  private static final class Walk {
    private final RunSpec run;
    private final Actor actor;
    private final List<String> bounding;
    private final ImagePaths paths;
    private final List<Obstacle> found = new ArrayList<>();
    private final Set<Bytes> directories = new TreeSet<>();

    Walk(RunSpec run, Actor actor, List<String> bounding, ImagePaths paths) {
      this.run = run;
      this.actor = actor;
      this.bounding = bounding;
      this.paths = paths;
    }

    List<Obstacle> obstacles(Start start, String workdir) {
      ImagePaths.Found home = paths.find(Bytes.utf8(workdir));
      TreeEntry entry = home.entry();
      if (entry != null && entry.inode().isDirectory() && home.cover() == null) {
        directories(entry.path(), null);
        // A process may stand in a directory that it cannot list, but not in one it cannot enter.
        if (!actor.may(entry.inode(), Actor.EXECUTE)) {
          add(entry, "workdir", "search", null, List.of());
        }
      }
      for (ChainLink link : start.links()) {
        check(link);
        if (link.direction() != null) {
          // Who goes on from here is somebody else.
          break;
        }
      }
      return found;
    }

    private void check(ChainLink link) {
      Bytes path = link.path();
      TreeEntry entry = path == null ? null : paths.tree().find(path);
      if (path == null || entry == null || link.coveredBy() != null || !entry.inode().isFile()) {
        return;
      }
      long number = link.number();
      link.symlinks().forEach(symlink -> directories(symlink, number));
      directories(path, number);
      Inode inode = entry.inode();
      boolean code = link.role() == ChainLink.Role.CODE;
      if (!code && !actor.may(inode, Actor.EXECUTE)) {
        add(entry, "link", "execute", number, List.of());
      }
      boolean script = link.role() == ChainLink.Role.SCRIPT;
      if ((code || script) && !actor.may(inode, Actor.READ)) {
        add(entry, "link", "read", number, List.of());
      }
      Bytes attribute = Escalator.capability(inode);
      FileCapabilities caps =
          attribute == null || script || code ? null : FileCapabilities.decode(attribute);
      if (caps != null && caps.effective()) {
        List<String> missing =
            caps.permitted().stream()
                .map(Escalator::plainName)
                .filter(name -> !bounding.contains(name))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
          add(entry, "filecap", "capability", number, missing);
        }
      }
    }

    private void directories(Bytes path, @Nullable Long number) {
      for (int slash = path.indexOf((byte) '/', 0);
          slash >= 0;
          slash = path.indexOf((byte) '/', slash + 1)) {
        TreeEntry directory = paths.tree().find(path.slice(0, slash));
        if (directory != null
            && directories.add(directory.path())
            && !actor.may(directory.inode(), Actor.EXECUTE)) {
          add(directory, "directory", "search", number, List.of());
        }
      }
    }

    private void add(
        TreeEntry entry, String what, String needs, @Nullable Long number, List<String> missing) {
      Inode inode = entry.inode();
      // The groups of a namespace's own security context are added when the pod is admitted.
      boolean openGroups =
          run.unit().source() == Unit.Source.KUBERNETES
              && run.process().user() == null
              && (inode.modeBits() & 070) != 0
              && missing.isEmpty();
      found.add(
          new Obstacle(
              "/" + entry.path().text(),
              what,
              needs,
              number,
              !openGroups,
              inode.modeBits(),
              inode.uid(),
              inode.gid(),
              missing));
    }
  }
}
