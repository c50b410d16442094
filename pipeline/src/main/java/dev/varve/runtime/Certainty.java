package dev.varve.runtime;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether something is so, if that can be known. */
public enum Certainty {
  YES,
  NO,
  UNKNOWN;

  static Certainty of(boolean known) {
    return known ? YES : NO;
  }

  /** Null is not known. */
  static Certainty ofNullable(@Nullable Boolean value) {
    return value == null ? UNKNOWN : of(value);
  }

  /** Both; one that is surely not so decides. */
  Certainty and(Certainty other) {
    if (this == NO || other == NO) {
      return NO;
    }
    return this == YES && other == YES ? YES : UNKNOWN;
  }

  /** Either; one that is surely so decides. */
  Certainty or(Certainty other) {
    if (this == YES || other == YES) {
      return YES;
    }
    return this == NO && other == NO ? NO : UNKNOWN;
  }

  /** The text form in facts. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
