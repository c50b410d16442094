package dev.varve.policy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What one facts document of a rule describes (policy-catalogue.md section 1). */
public enum RuleScope {
  IMAGE,
  /** One entry of one layer. */
  FILE,
  /** An image together with one way to run it. */
  CONTAINER,
  /** Two images or containers that belong together. */
  DIFF,
  /** All images of a run. */
  FLEET,
  /** A document as it was written, such as a compose file: what conftest shows its policies. */
  RAW;

  /** The text form in packages, manifests and outputs. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The scope with this text form, or null. */
  static @Nullable RuleScope ofLabel(String label) {
    for (RuleScope scope : values()) {
      if (scope.label().equals(label)) {
        return scope;
      }
    }
    return null;
  }
}
