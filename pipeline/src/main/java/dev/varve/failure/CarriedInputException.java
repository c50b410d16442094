package dev.varve.failure;

import java.io.IOException;

/**
 * The input's trouble on its way through an interface that knows no exceptions but the
 * surroundings', such as that of a stream over the network. Whoever asked for the stream unpacks it
 * by {@link #input()}.
 */
public final class CarriedInputException extends IOException {
  private static final long serialVersionUID = 1L;

  private final InputException input;

  public CarriedInputException(InputException input) {
    super(input.getMessage(), input);
    this.input = input;
  }

  /** What it is about. */
  public InputException input() {
    return input;
  }
}
