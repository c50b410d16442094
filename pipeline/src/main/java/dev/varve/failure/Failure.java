package dev.varve.failure;

/**
 * One image (or layer) that could not be analysed: a result like any other, never an aborted run.
 *
 * @param subject the image or input as the user knows it
 * @param reason why
 * @param where the layer, document or member in question; empty if the subject as a whole
 * @param detail what was found and what was expected
 */
public record Failure(String subject, ReasonCode reason, String where, String detail)
    implements java.io.Serializable {

  /** Of an exception whose source may start with the subject, which is then not repeated. */
  public static Failure of(String subject, InputException e) {
    String where = e.source();
    if (where.equals(subject)) {
      where = "";
    } else if (where.startsWith(subject + ": ")) {
      where = where.substring(subject.length() + 2);
    }
    return new Failure(subject, e.reason(), where, e.detail());
  }

  /** One line for people: what, where, and what to do next. */
  public String message() {
    return message(subject, where, reason.code(), detail, reason.nextStep());
  }

  /** As {@link #message()}, of a failure that was written down. */
  public static String message(
      String subject, String where, String code, String detail, String nextStep) {
    return subject
        + ": "
        + (where.isEmpty() ? "" : where + ": ")
        + code
        + ": "
        + detail
        // A detail may end by asking what was meant.
        + (detail.endsWith("?") ? " Next: " : ". Next: ")
        + nextStep
        + ".";
  }
}
