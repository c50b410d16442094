package dev.varve.policy;

import dev.varve.failure.Severity;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How bad a finding is, ascending, so that a threshold is a comparison. */
public enum RuleSeverity {
  INFO,
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL;

  /** What a structural finding counts as (design.md section 6). */
  public static RuleSeverity of(Severity structural) {
    return switch (structural) {
      case ERROR -> HIGH;
      case WARNING -> LOW;
      case INFO -> INFO;
    };
  }

  /** The severity with this text form, or null. */
  public static @Nullable RuleSeverity ofLabel(String label) {
    for (RuleSeverity severity : values()) {
      if (severity.label().equals(label)) {
        return severity;
      }
    }
    return null;
  }

  /** The text form in outputs. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** So many steps up, or down if negative, as far as there are any. */
  RuleSeverity moved(int steps) {
    int to = Math.max(0, Math.min(values().length - 1, ordinal() + steps));
    return values()[to];
  }

  /** Whether this reaches a threshold. */
  public boolean atLeast(RuleSeverity threshold) {
    return compareTo(threshold) >= 0;
  }
}
