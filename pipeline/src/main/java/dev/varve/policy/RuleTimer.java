package dev.varve.policy;

/**
 * Is told how long rules take. While somebody wants to know, every rule judges by itself, which
 * takes longer in all.
 */
public interface RuleTimer {
  /** What rules of one scope have in common: reading the documents. */
  String READING = "(reading)";

  /** Nobody wants to know. */
  RuleTimer OFF =
      new RuleTimer() {
        @Override
        public void took(String what, long nanos) {}

        @Override
        public boolean isOff() {
          return true;
        }
      };

  /**
   * Called on the thread that asked for the judgement.
   *
   * @param what {@link #name} of a rule, or {@link #READING} and a scope
   */
  void took(String what, long nanos);

  /** Whether rules may judge together. */
  default boolean isOff() {
    return false;
  }

  /** What a rule is called here: one id may have rules in two scopes. */
  static String name(Rule rule) {
    return rule.id() + " " + rule.scope().label();
  }
}
