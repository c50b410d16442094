package dev.varve.fleet;

import dev.varve.report.RunRecords;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers of some images that claim the same and lie in one place, so that they are read once.
 *
 * @param reader through which they are read: the first of them in the order of image and position,
 *     so that what is said of them is the same on every machine
 * @param users all of them
 */
record StoredLayer(LayerUse reader, List<RunRecords.LayerUse> users) implements Serializable {
  StoredLayer {
    users = new ArrayList<>(users);
  }

  /** With the users of the same layer elsewhere in the fleet. */
  StoredLayer and(StoredLayer other) {
    List<RunRecords.LayerUse> all = new ArrayList<>(users);
    all.addAll(other.users);
    boolean first = LayerUse.ORDER.compare(reader, other.reader) <= 0;
    return new StoredLayer(first ? reader : other.reader, all);
  }
}
