package dev.varve.rego;

/** Why an evaluation broke off. */
public final class EvaluationError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EvaluationError(String detail) {
    super(detail, null, false, false);
  }
}
