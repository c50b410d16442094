package dev.varve.fleet;

import dev.varve.report.RunRecords;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Some of the images that hold one layer.
 *
 * @param expanded whether it was expanded for them; false if its listing was in the facts store
 */
record LayerReach(List<RunRecords.LayerUse> uses, boolean expanded) implements Serializable {
  LayerReach {
    uses = new ArrayList<>(uses);
  }
}
