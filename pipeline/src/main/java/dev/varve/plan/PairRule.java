package dev.varve.plan;

/** Which images to compare (design.md section 8, {@code pairs}). */
public sealed interface PairRule extends java.io.Serializable {
  /** How a pair came about, as the facts of a diff say it. */
  String pairedBy();

  /** One image against another, by reference. */
  record Explicit(String from, String to) implements PairRule {
    @Override
    public String pairedBy() {
      return "explicit";
    }
  }

  /** Consecutive versions of each repository that matches a glob. */
  record Consecutive(String repositoryGlob) implements PairRule {
    @Override
    public String pairedBy() {
      return "tag";
    }
  }

  /** Every image against one. */
  record Baseline(String reference) implements PairRule {
    @Override
    public String pairedBy() {
      return "baseline";
    }
  }
}
