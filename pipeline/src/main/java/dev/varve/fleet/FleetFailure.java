package dev.varve.fleet;

import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import java.io.Serializable;

/**
 * A failure and where in the fleet it belongs: images of one name in two archives may fail alike.
 *
 * @param key of the image's handle, or the name of the source or document that could not be read
 * @param source as reports call it; empty if it is no image's
 */
record FleetFailure(String key, String source, Failure failure) implements Serializable {
  /** Of an image that was found. */
  static FleetFailure of(ImageHandle image, InputException e) {
    return new FleetFailure(
        image.key(), image.image().source(), Failure.of(image.image().name(), e));
  }

  /** Tells it apart from every other failure of a run. */
  String place() {
    return String.join(
        "\n", failure.subject(), key, failure.reason().code(), failure.where(), failure.detail());
  }

  /** Of a whole source. */
  static FleetFailure ofSource(String source, InputException e) {
    return new FleetFailure(source, source, Failure.of(source, e));
  }
}
