package dev.varve.failure;

import java.util.Locale;

/** How bad a structural finding is (semantics.md section 11). */
public enum Severity {
  INFO,
  WARNING,
  ERROR;

  /** The text form in outputs. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
