package dev.varve.plan;

/** Which images to compare (design.md section 8, {@code pairs}). */
public sealed interface PairRule extends java.io.Serializable {
  /** How a pair came about, as the facts of a diff say it. */
  String pairedBy();

  /** Whether to list every path that differs, and not only what it amounts to. */
  boolean lists();

  /** The same rule with every path that differs. */
  PairRule withLists();

  /** One image against another, by reference. */
  record Explicit(String from, String to, boolean lists) implements PairRule {
    public Explicit(String from, String to) {
      this(from, to, false);
    }

    @Override
    public PairRule withLists() {
      return new Explicit(from, to, true);
    }

    @Override
    public String pairedBy() {
      return "explicit";
    }
  }

  /** Consecutive versions of each repository that matches a glob. */
  record Consecutive(String repositoryGlob, boolean lists) implements PairRule {
    public Consecutive(String repositoryGlob) {
      this(repositoryGlob, false);
    }

    @Override
    public PairRule withLists() {
      return new Consecutive(repositoryGlob, true);
    }

    @Override
    public String pairedBy() {
      return "tag";
    }
  }

  /** Every image against one. */
  record Baseline(String reference, boolean lists) implements PairRule {
    public Baseline(String reference) {
      this(reference, false);
    }

    @Override
    public PairRule withLists() {
      return new Baseline(reference, true);
    }

    @Override
    public String pairedBy() {
      return "baseline";
    }
  }
}
