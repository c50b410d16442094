package dev.varve.policy;

import dev.varve.layer.Entry;
import dev.varve.layer.LayerListing;
import dev.varve.layer.Whiteout;
import dev.varve.stack.LayerStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How much each layer of an image deletes: names and whole directories, by layer, lowest first.
 *
 * @param whiteouts markers that remove one name
 * @param opaques markers that remove what lower layers have in a directory
 */
record LayerMarkers(List<Long> whiteouts, List<Long> opaques) {
  LayerMarkers {
    whiteouts = List.copyOf(whiteouts);
    opaques = List.copyOf(opaques);
  }

  /** Counts them in the side tables, which hold every marker. */
  static LayerMarkers of(LayerStack stack) throws IOException {
    List<Long> whiteouts = new ArrayList<>();
    List<Long> opaques = new ArrayList<>();
    for (LayerStack.Layer layer : stack.layers()) {
      long removed = 0;
      long emptied = 0;
      try (LayerListing.Cursor members = layer.listing().sideTable()) {
        for (Entry member = members.next(); member != null; member = members.next()) {
          Whiteout marker = Whiteout.of(member.path());
          removed += marker == Whiteout.REMOVES ? 1 : 0;
          emptied += marker == Whiteout.OPAQUE ? 1 : 0;
        }
      }
      whiteouts.add(removed);
      opaques.add(emptied);
    }
    return new LayerMarkers(whiteouts, opaques);
  }
}
