package dev.varve.fleet;

import dev.varve.json.JsonObject;
import dev.varve.policy.FleetShare;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What some of the images, layers and failures of a run add to the facts of the fleet.
 *
 * @param layers rows of the fleet's facts
 * @param failed images that could not be analysed
 */
record Gathered(List<FleetShare> shares, List<JsonObject> layers, long failed)
    implements Serializable {
  Gathered {
    shares = new ArrayList<>(shares);
    layers = new ArrayList<>(layers);
  }

  static Gathered of(List<FleetShare> shares) {
    return new Gathered(shares, List.of(), 0);
  }

  static Gathered ofLayers(List<JsonObject> rows) {
    return new Gathered(List.of(), rows, 0);
  }

  static Gathered ofFailure() {
    return new Gathered(List.of(), List.of(), 1);
  }

  static Gathered all(Iterable<Packed<Gathered>> some) {
    List<FleetShare> shares = new ArrayList<>();
    List<JsonObject> layers = new ArrayList<>();
    long failed = 0;
    for (Packed<Gathered> one : some) {
      shares.addAll(one.get().shares());
      layers.addAll(one.get().layers());
      failed += one.get().failed();
    }
    return new Gathered(shares, layers, failed);
  }
}
