package dev.varve.fleet;

import dev.varve.failure.Failure;
import dev.varve.report.RunRecords;
import dev.varve.stack.ResolvedLayer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one layer: either it is resolved or there is a failure.
 *
 * @param users the layer's images
 * @param failure as it is told of one of them
 */
record LayerOutcome(
    List<RunRecords.LayerUse> users, @Nullable ResolvedLayer resolved, @Nullable Failure failure)
    implements Serializable {
  LayerOutcome {
    users = new ArrayList<>(users);
  }

  /** The same for some of the images. */
  LayerOutcome with(List<RunRecords.LayerUse> some) {
    return new LayerOutcome(some, resolved, failure);
  }

  /** The failure as it is told of one of the images, or null. */
  @Nullable Failure failureOf(String image) {
    return failure == null
        ? null
        : new Failure(image, failure.reason(), failure.where(), failure.detail());
  }
}
