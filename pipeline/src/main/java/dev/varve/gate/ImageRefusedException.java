package dev.varve.gate;

import dev.varve.failure.Failure;
import dev.varve.failure.InputException;

/** An image that cannot be analysed, under the name the user gave it. */
public final class ImageRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Failure failure;

  ImageRefusedException(String image, InputException cause) {
    super(cause);
    this.failure = Failure.of(image, cause);
  }

  public Failure failure() {
    return failure;
  }
}
