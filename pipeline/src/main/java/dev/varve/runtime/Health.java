package dev.varve.runtime;

import java.util.List;

/**
 * The health check a run spec sets.
 *
 * @param test its words, the first being {@code CMD}, {@code CMD-SHELL} or {@code NONE}; empty if
 *     only the intervals of the image's check are changed
 * @param disabled whether the image's check is switched off
 */
public record Health(List<String> test, boolean disabled) implements java.io.Serializable {
  public Health {
    test = List.copyOf(test);
  }
}
