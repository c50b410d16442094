package dev.varve.rego;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan that was translated to classes; the superclass of each one's main class. Safe for several
 * threads at once.
 */
public abstract class Program {
  private final List<String> entrypoints;
  private final int remembered;

  /**
   * @param entrypoints by their number, one a line
   * @param remembered how many rules there are whose value is worked out once
   */
  protected Program(String entrypoints, int remembered) {
    this.entrypoints = List.of(entrypoints.split("\n"));
    this.remembered = remembered;
  }

  /** Names of the rules that can be asked for, such as {@code varve/entry/image/findings}. */
  public final List<String> entrypoints() {
    return entrypoints;
  }

  /**
   * Evaluates one rule; stops if the thread is interrupted.
   *
   * @param data frozen ({@link Values#freeze}) if several threads share it
   * @return the value of the rule, or null if it is undefined
   * @throws EvaluationError if it breaks off
   */
  public final @Nullable Object evaluate(String entrypoint, Object input, Object data) {
    int number = entrypoints.indexOf(entrypoint);
    if (number < 0) {
      throw new IllegalArgumentException("no entrypoint " + entrypoint);
    }
    try {
      return run(number, new Evaluation(remembered), input, data);
    } catch (StackOverflowError e) {
      throw new EvaluationError("it goes too deep");
    } catch (OutOfMemoryError e) {
      throw new EvaluationError("it builds more than fits into memory");
    }
  }

  /** Runs the plan of an entrypoint. */
  protected abstract @Nullable Object run(
      int entrypoint, Evaluation evaluation, Object input, Object data);
}
