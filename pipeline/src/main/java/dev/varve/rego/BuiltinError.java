package dev.varve.rego;

/**
 * Why a built-in function has no answer. Evaluation ends with it, as OPA does when it is asked for
 * strict built-in errors.
 */
public final class BuiltinError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param detail without the name of the built-in, which whoever calls it puts before
   */
  public BuiltinError(String detail) {
    super(detail, null, false, false);
  }

  /** An operand of another type than the built-in takes, in OPA's words; counted from 1. */
  public static BuiltinError operand(int position, String expected, Object found) {
    return new BuiltinError(
        "operand " + position + " must be " + expected + " but got " + Values.typeName(found));
  }
}
