package dev.varve.image.registry;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import org.jspecify.annotations.Nullable;

/** One request that came to nothing; whoever sent it decides whether it is worth another try. */
final class ExchangeException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ReasonCode reason;
  private final String detail;
  private final boolean passing;
  private final long pauseMillis;

  private ExchangeException(
      ReasonCode reason,
      String detail,
      boolean passing,
      long pauseMillis,
      @Nullable Throwable cause) {
    super(reason.code() + ": " + detail, cause);
    this.reason = reason;
    this.detail = detail;
    this.passing = passing;
    this.pauseMillis = pauseMillis;
  }

  /** What another try will not mend. */
  static ExchangeException lasting(ReasonCode reason, String detail, @Nullable Throwable cause) {
    return new ExchangeException(reason, detail, false, 0, cause);
  }

  /**
   * What may have passed by the next try.
   *
   * @param pauseMillis that the registry asks for before it; 0 if it does not say
   */
  static ExchangeException passing(
      ReasonCode reason, String detail, long pauseMillis, @Nullable Throwable cause) {
    return new ExchangeException(reason, detail, true, pauseMillis, cause);
  }

  ReasonCode reason() {
    return reason;
  }

  String detail() {
    return detail;
  }

  boolean isPassing() {
    return passing;
  }

  long pauseMillis() {
    return pauseMillis;
  }

  /**
   * The same as the trouble of an input.
   *
   * @param source the URL, without credentials
   * @param tries that were made
   */
  InputException toInput(String source, int tries) {
    InputException input =
        new InputException(
            reason, source, tries > 1 ? detail + " (" + tries + " attempts)" : detail);
    input.initCause(this);
    return input;
  }
}
