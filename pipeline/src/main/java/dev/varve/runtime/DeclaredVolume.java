package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A VOLUME of an image and what becomes of it in a run (policy-catalogue.md section 3, CMB-06).
 *
 * @param path absolute, as declared
 * @param how {@code mounted} if the run mounts something exactly there, {@code hidden} if it mounts
 *     above, else {@code unmounted}: engines then differ in what they do
 * @param mount index of that mount; null if unmounted
 * @param hidden what the image has below; null if it was too much to count
 */
public record DeclaredVolume(
    String path, String how, @Nullable Long mount, @Nullable Subtree hidden)
    implements java.io.Serializable {

  /** All of an image, in the order of its config. */
  static List<DeclaredVolume> of(
      List<String> volumes,
      List<Mount> mounts,
      List<Placement> placements,
      ImagePaths image,
      TreeCensus census) {
    List<DeclaredVolume> all = new ArrayList<>();
    for (String volume : volumes) {
      ImagePaths.Found found = image.find(Bytes.utf8(volume));
      String how = "unmounted";
      Long index = null;
      int longest = -1;
      for (int i = 0; i < mounts.size(); i++) {
        Bytes place = Bytes.utf8(placements.get(i).target().substring(1));
        // The mount nearest to the volume is the one that is seen there.
        if (TreeCensus.isAtOrBelow(found.path(), place) && place.length() > longest) {
          longest = place.length();
          how = place.equals(found.path()) ? "mounted" : "hidden";
          index = (long) i;
        }
      }
      TreeEntry entry = found.entry();
      Subtree below =
          entry == null || !entry.inode().isDirectory()
              ? Subtree.NOTHING
              : census.below(entry.path());
      all.add(new DeclaredVolume(HostPath.cleanTarget(volume), how, index, below));
    }
    return all;
  }
}
