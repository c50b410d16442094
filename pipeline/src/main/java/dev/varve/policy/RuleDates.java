package dev.varve.policy;

/**
 * Which rules over images are asked. Those that read the date and cannot influence anything but
 * their own findings are asked apart, so that a new day costs no more than them; other rules that
 * read it make all that is known of an image a matter of the day ({@link Judgement#isOfTheDay}).
 */
enum RuleDates {
  ANY,
  /** But for the rules that are asked apart. */
  LASTING,
  /** Only those. */
  APART;

  boolean takes(Rule rule) {
    return this == ANY || (this == APART) == isApart(rule);
  }

  /** Findings about secrets count for the borders of containers. */
  static boolean isApart(Rule rule) {
    return rule.readsDate()
        && rule.scope() == RuleScope.IMAGE
        && !BoundaryFacts.isAboutSecrets(rule.id());
  }
}
