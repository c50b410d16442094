package dev.varve.rego;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation of a {@link Program}: what its rules have worked out already, and the limits that
 * keep a rule without end from taking the process with it. Of one thread.
 */
public final class Evaluation {
  /** How often loops look whether they are to stop, in turns. */
  private static final int TURNS = 4_096;

  /**
   * Elements, members and sixteenths of characters that rules may make: more than an honest batch
   * by an order of magnitude, and less than a usual heap holds.
   */
  private static final long MOST_MADE = 16_000_000;

  /** Built-in functions whose answer is a part of what they are given, and nothing new. */
  private static final Set<String> FINDING = Set.of("max", "min", "object.get");

  /** Stands for a rule that is known to be undefined. */
  private static final Object UNDEFINED = new Object();

  private final int remembered;
  private @Nullable Object[][] memory = new Object[4][];
  private int depth;
  private int turns = TURNS;
  private long made;

  /**
   * @param remembered how many rules there are whose value is worked out once
   */
  Evaluation(int remembered) {
    this.remembered = remembered;
  }

  /** What {@link #remember} was told of a rule, for {@link #known}; null if it was told nothing. */
  public @Nullable Object recall(int rule) {
    Object[] known = memory[depth];
    return known == null ? null : known[rule];
  }

  /** What {@link #recall} answered, as a value. */
  public static @Nullable Object known(Object recalled) {
    return recalled == UNDEFINED ? null : recalled;
  }

  /**
   * Keeps the value of a rule until {@code input} or {@code data} is another.
   *
   * @return the value
   */
  public @Nullable Object remember(int rule, @Nullable Object value) {
    Object[] known = memory[depth];
    if (known == null) {
      known = new Object[remembered];
      memory[depth] = known;
    }
    known[rule] = value == null ? UNDEFINED : value;
    return value;
  }

  /** A {@code with} begins: nothing is known any more. */
  public void enter() {
    turn();
    if (++depth == memory.length) {
      memory = Arrays.copyOf(memory, depth * 2);
    }
    memory[depth] = null;
  }

  /** A {@code with} ends: what was known before it is known again. */
  public void leave() {
    memory[depth--] = null;
  }

  /** One more turn of a loop, or call of a function: calls of calls double like loops in loops. */
  public void turn() {
    if (--turns < 0) {
      turns = TURNS;
      stopIfTold();
    }
  }

  private static void stopIfTold() {
    if (Thread.interrupted()) {
      throw new EvaluationError("it was told to stop");
    }
  }

  /** One more element or member is made. */
  public void made() {
    made(1);
  }

  private void made(long many) {
    made += many;
    if (made > MOST_MADE) {
      throw new EvaluationError("it builds more than fits into memory");
    }
  }

  /** Calls a built-in function. */
  public @Nullable Object call(Builtin builtin, String name, Object[] arguments) {
    stopIfTold();
    Object answer;
    try {
      answer = builtin.call(arguments);
    } catch (BuiltinError e) {
      throw new EvaluationError(name + ": " + e.getMessage());
    }
    // A usual number takes no room by itself: what holds many of them is counted.
    if (answer instanceof String text) {
      made(text.length() >> 4);
    } else if (answer instanceof RegoNumber number) {
      made(number.toString().length() >> 4);
    } else if (FINDING.contains(name)) {
      return answer;
    } else if (answer instanceof RegoArray array) {
      made(1L + array.size());
    } else if (answer instanceof RegoObject object) {
      made(1L + object.size());
    } else if (answer instanceof RegoSet set) {
      made(1L + set.size());
    }
    return answer;
  }
}
