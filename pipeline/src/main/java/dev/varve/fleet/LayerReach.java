package dev.varve.fleet;

import dev.varve.report.RunRecords;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Some of the images that hold one layer. */
record LayerReach(List<RunRecords.LayerUse> uses) implements Serializable {
  LayerReach {
    uses = new ArrayList<>(uses);
  }
}
