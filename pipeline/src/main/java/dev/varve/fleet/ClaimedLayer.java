package dev.varve.fleet;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * All layers of a fleet that claim to be the same.
 *
 * @param claim as {@link LayerUse#claim}
 * @param places where they lie, in the order of their readers
 */
record ClaimedLayer(String claim, List<StoredLayer> places) implements Serializable {
  ClaimedLayer {
    places = new ArrayList<>(places);
  }
}
