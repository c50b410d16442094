package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.layer.FileCapabilities;
import dev.varve.layer.Xattr;
import dev.varve.tree.Inode;
import dev.varve.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file by which the user of a container can rise: it is there when the container runs, the user
 * may execute it, and nothing takes its bits away (policy-catalogue.md section 1.4, {@code
 * escalators}).
 *
 * @param path real path, without a leading slash
 * @param gains what is gained: {@code uid:n}, {@code gid:n}, and names of capabilities
 */
public record Escalator(
    Bytes path,
    int modeBits,
    long uid,
    long gid,
    @Nullable Bytes capabilities,
    int layer,
    List<String> gains)
    implements java.io.Serializable {
  private static final int SETUID = 04000;
  private static final int SETGID = 02000;
  private static final int GROUP_EXECUTE = 010;

  public Escalator {
    gains = List.copyOf(gains);
  }

  /** All of them, in tree order; none if exec cannot raise rights or there is nothing to gain. */
  static List<Escalator> of(
      RunSpec run, Actor actor, List<String> bounding, ImagePaths paths, TreeCensus census) {
    List<Escalator> found = new ArrayList<>();
    if (run.privileges().noNewPrivs() || actor.uid() == 0) {
      return found;
    }
    for (TreeEntry entry : census.privileged()) {
      Inode inode = entry.inode();
      List<String> gains = gains(inode, actor, bounding);
      if (gains.isEmpty() || !actor.may(inode, Actor.EXECUTE)) {
        continue;
      }
      ImagePaths.Found now = paths.find(entry.path());
      Mount cover = now.cover();
      boolean here = now.status() == Start.Status.OK && entry.path().equals(now.path());
      boolean bitsCount = cover == null || !cover.options().flags().contains("nosuid");
      if (here && bitsCount && reaches(actor, entry.path(), paths)) {
        found.add(
            new Escalator(
                entry.path(),
                inode.modeBits(),
                inode.uid(),
                inode.gid(),
                capability(inode),
                entry.layer(),
                gains));
      }
    }
    return found;
  }

  /** Whether every directory on the way may be searched. */
  static boolean reaches(Actor actor, Bytes path, ImagePaths paths) {
    for (int slash = path.indexOf((byte) '/', 0);
        slash >= 0;
        slash = path.indexOf((byte) '/', slash + 1)) {
      TreeEntry directory = paths.tree().find(path.slice(0, slash));
      if (directory != null && !actor.may(directory.inode(), Actor.EXECUTE)) {
        return false;
      }
    }
    return true;
  }

  private static List<String> gains(Inode inode, Actor actor, List<String> bounding) {
    List<String> gains = new ArrayList<>();
    int mode = inode.modeBits();
    Bytes attribute = capability(inode);
    FileCapabilities caps = attribute == null ? null : FileCapabilities.decode(attribute);
    if ((mode & SETUID) != 0 && inode.uid() != actor.uid()) {
      gains.add("uid:" + inode.uid());
    }
    // Without the group's execute bit, setgid once meant mandatory locking and gives nothing.
    boolean setgid = (mode & SETGID) != 0 && (mode & GROUP_EXECUTE) != 0;
    if (setgid && !actor.groups().contains(inode.gid())) {
      gains.add("gid:" + inode.gid());
    }
    if (caps != null) {
      List<String> permitted = caps.permitted().stream().map(Escalator::plainName).toList();
      boolean refused = caps.effective() && !bounding.containsAll(permitted);
      if (!refused) {
        permitted.stream().filter(bounding::contains).sorted().forEach(gains::add);
      }
    }
    return gains;
  }

  static @Nullable Bytes capability(Inode inode) {
    Entry shipped = inode.entry();
    return shipped == null ? null : shipped.xattr(Xattr.CAPABILITY);
  }

  /** {@code cap_net_raw} as run specs call it. */
  static String plainName(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.startsWith("CAP_") ? upper.substring(4) : upper;
  }
}
