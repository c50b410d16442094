package dev.varve.gate;

import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.report.Found;
import dev.varve.report.RunImages.RunImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets through the paths at which one image differs from all others that have them: of three images
 * or more all but one have the same there. Told are both, the odd one first. Files are compared by
 * content, symlinks by target, all else by kind. Memory is in proportion to what is found at one
 * path.
 */
public final class Outliers implements Found.Taker {
  /** Of two that differ none is odd. */
  private static final int LEAST_IMAGES = 3;

  private final Found.Taker taker;
  private final List<Found> ofPath = new ArrayList<>();
  private final Set<RunImage> odd = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Object> layers = new HashSet<>();
  private long names;

  /**
   * @param taker that is shown what is let through
   */
  public Outliers(Found.Taker taker) {
    this.taker = taker;
  }

  /** Takes what is live, path by path. */
  @Override
  public void take(Found found) throws IOException {
    if (!ofPath.isEmpty() && !ofPath.get(0).path().equals(found.path())) {
      finishPath();
    }
    ofPath.add(found);
  }

  /**
   * Ends the last path.
   *
   * @param all what was found in all
   * @return what was let through; its images are those that differ
   */
  public Found.Totals finish(Found.Totals all) throws IOException {
    finishPath();
    return new Found.Totals(
        names,
        layers.size(),
        all.images().stream().filter(odd::contains).toList(),
        all.searched(),
        all.searchedLayers(),
        all.lost());
  }

  private void finishPath() throws IOException {
    Map<String, Set<RunImage>> images = new HashMap<>();
    for (Found found : ofPath) {
      Set<RunImage> having =
          images.computeIfAbsent(
              content(found.entry()),
              content -> Collections.newSetFromMap(new IdentityHashMap<>()));
      found.places().forEach(place -> having.add(place.image()));
    }
    if (images.size() == 2) {
      List<Set<RunImage>> sides = new ArrayList<>(images.values());
      sides.sort((a, b) -> Integer.compare(a.size(), b.size()));
      if (sides.get(0).size() == 1 && sides.get(1).size() >= LEAST_IMAGES - 1) {
        tell(sides.get(0));
      }
    }
    ofPath.clear();
  }

  private void tell(Set<RunImage> one) throws IOException {
    odd.addAll(one);
    List<Found> ordered = new ArrayList<>();
    for (boolean isOdd : new boolean[] {true, false}) {
      for (Found found : ofPath) {
        if (one.contains(found.places().get(0).image()) == isOdd) {
          ordered.add(found);
        }
      }
    }
    for (Found found : ordered) {
      taker.take(found);
      names++;
      layers.add(found.layer());
    }
  }

  private static String content(Entry entry) {
    String kind = entry.kind().label();
    if (entry.kind() == EntryKind.SYMLINK) {
      return kind + " " + entry.linkTarget().base64();
    }
    return entry.sha256() == null ? kind : kind + " " + entry.sha256().hex();
  }
}
