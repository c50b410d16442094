package dev.varve.runtime;

import java.util.List;

/**
 * The health check a run spec sets.
 *
 * @param test its words, the first being {@code CMD}, {@code CMD-SHELL} or {@code NONE}; empty if
 *     only the intervals of the image's check are changed
 * @param disabled whether the image's check is switched off
 * @param probes what the orchestrator asks instead
 */
public record Health(List<String> test, boolean disabled, List<Hook> probes)
    implements java.io.Serializable {
  public Health {
    test = List.copyOf(test);
    probes = List.copyOf(probes);
  }

  /** The check of an engine that knows no probes. */
  public Health(List<String> test, boolean disabled) {
    this(test, disabled, List.of());
  }
}
