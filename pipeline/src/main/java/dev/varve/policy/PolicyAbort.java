package dev.varve.policy;

/**
 * An evaluation that did not come to an end: a conflict between rules, an exhausted memory, a
 * broken module. Which rule is to blame is for the engine to find out.
 */
final class PolicyAbort extends Exception {
  private static final long serialVersionUID = 1L;

  PolicyAbort(String reason) {
    super(reason);
  }
}
