package dev.varve.policy;

/**
 * An evaluation without a result: a conflict between rules, an exhausted memory or time, an answer
 * that is none. Which rule is to blame is for the engine to find out.
 */
final class PolicyAbort extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean ended;

  /** An evaluation that broke off. */
  PolicyAbort(String reason) {
    this(reason, false);
  }

  private PolicyAbort(String reason, boolean ended) {
    super(reason);
    this.ended = ended;
  }

  /** An evaluation that came to its end with something that is no result. */
  static PolicyAbort unusable(String reason) {
    return new PolicyAbort(reason, true);
  }

  /** What happened to a document, as a clause. */
  String words(String document) {
    return "judging "
        + document
        + (ended ? " gave no usable answer: " : " did not come to an end: ")
        + getMessage();
  }
}
