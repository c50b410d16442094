package dev.varve.failure;

/**
 * The input's trouble: the image, document or policy at hand cannot be used, others can. Not an
 * {@link java.io.IOException}, which means that the surroundings failed (full disk, lost store).
 */
public final class InputException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ReasonCode reason;
  private final String source;
  private final String detail;

  /**
   * @param source where the trouble is: an archive, a layer, a document; empty if only callers know
   * @param detail what was found and what was expected, in words for a user
   */
  public InputException(ReasonCode reason, String source, String detail) {
    super(reason.code() + ": " + (source.isEmpty() ? detail : source + ": " + detail));
    this.reason = reason;
    this.source = source;
    this.detail = detail;
  }

  /** As the constructor, with the byte offset at which the trouble starts in {@code source}. */
  public static InputException at(ReasonCode reason, String source, long offset, String detail) {
    return new InputException(reason, source, detail + " (at byte " + offset + ")");
  }

  /** The same trouble seen from further out: {@code outer} goes before the source. */
  public InputException within(String outer) {
    InputException wider =
        new InputException(reason, source.isEmpty() ? outer : outer + ": " + source, detail);
    wider.initCause(this);
    return wider;
  }

  /**
   * The same trouble told to somebody who knows {@code outer} already: a leading {@code outer} of
   * the source is left out.
   */
  public InputException inside(String outer) {
    String rest;
    if (source.equals(outer)) {
      rest = "";
    } else if (source.startsWith(outer + ": ")) {
      rest = source.substring(outer.length() + 2);
    } else {
      return this;
    }
    InputException nearer = new InputException(reason, rest, detail);
    nearer.initCause(this);
    return nearer;
  }

  /** The same trouble called by another reason: that of what the input was to be. */
  public InputException as(ReasonCode other) {
    InputException clearer = new InputException(other, source, detail);
    clearer.initCause(this);
    return clearer;
  }

  public ReasonCode reason() {
    return reason;
  }

  public String source() {
    return source;
  }

  public String detail() {
    return detail;
  }
}
