package dev.varve.rego.plan;

import java.util.List;

/**
 * What is to be evaluated, statement by statement.
 *
 * @param entrypoints what can be asked for
 * @param functions what entrypoints and functions call
 * @param builtins names of the built-in functions that are called
 */
public record Plan(List<Entrypoint> entrypoints, List<Function> functions, List<String> builtins) {
  public Plan {
    entrypoints = List.copyOf(entrypoints);
    functions = List.copyOf(functions);
    builtins = List.copyOf(builtins);
  }

  /**
   * A rule that can be asked for, and how.
   *
   * @param name such as {@code varve/entry/image/findings}
   */
  record Entrypoint(String name, List<Block> blocks) {}

  /**
   * A rule or a function.
   *
   * @param path under which {@link Kind#CALL_DYNAMIC} finds it; empty if it does not
   * @param parameters variables, of which the first two are {@code input} and {@code data}
   * @param result variable
   */
  record Function(
      String name, List<String> path, List<Integer> parameters, int result, List<Block> blocks) {
    /** Whether the value depends on nothing but {@code input} and {@code data}. */
    boolean isRule() {
      return parameters.size() == 2;
    }
  }

  /** Statements, up to one that does not hold. */
  record Block(List<Statement> statements) {}

  /** What a statement reads. */
  sealed interface Operand {
    /** The value of a variable, which may be undefined. */
    record Local(int number) implements Operand {}

    /** A value that is known. */
    record Constant(Object value) implements Operand {}
  }

  /**
   * A statement; {@link Kind} says what its parts mean.
   *
   * @param target the variable that is written, or -1
   * @param number -1 for none
   * @param text empty for none
   */
  record Statement(
      Kind kind, int target, int number, String text, List<Operand> operands, List<Block> blocks) {
    Operand operand(int index) {
      return operands.get(index);
    }

    Statement with(List<Operand> otherOperands, List<Block> otherBlocks) {
      return new Statement(kind, target, number, text, otherOperands, otherBlocks);
    }
  }

  /** Where a statement does not hold, the rest of its block is left out. */
  enum Kind {
    /** Sets the target. */
    ASSIGN,
    /** Sets the target, which may be set already to the same value; the text says where. */
    ASSIGN_ONCE,
    /** Makes the target undefined. */
    RESET,
    /** Ends the function with the operand as its value. */
    RETURN,
    /** The operand, an object with {@code result}, is an answer of the plan. */
    RESULT,
    /** Sets the target to what the function that the text names makes of the operands. */
    CALL,
    /**
     * Sets the target to the rule whose path are the operands after the first two, which are input
     * and data. If there is none, the rest of the block is left out; if it is undefined, that of
     * the fourth block outwards.
     */
    CALL_DYNAMIC,
    /** Blocks one after another, each as far as it holds. */
    BLOCK,
    /** Leaves out the rest of as many blocks as the number says, and of one more. */
    BREAK,
    /** Sets the target to what the first operand has under the second. */
    DOT,
    /** Sets the target to the number of members. */
    LENGTH,
    /**
     * Runs the block for each member of the operand: the target is its key, the variable of the
     * number its value.
     */
    SCAN,
    /** Holds if the block does not. */
    NOT,
    /** Sets the target to an empty array for as many values as the number says. */
    MAKE_ARRAY,
    MAKE_OBJECT,
    MAKE_SET,
    EQUAL,
    NOT_EQUAL,
    IS_ARRAY,
    IS_OBJECT,
    IS_SET,
    IS_DEFINED,
    IS_UNDEFINED,
    /** Appends the second operand to the first. */
    APPEND,
    /** Puts into the first operand, under the second, the third. */
    INSERT,
    /** As {@link #INSERT}; under the key may be the same value already. The text says where. */
    INSERT_ONCE,
    /** Sets the target to both operands as one object. */
    MERGE,
    /** Adds the second operand to the first. */
    ADD,
    /**
     * Runs the block while the target has the value of the first operand, or that under the path of
     * the others; then the target is as it was.
     */
    WITH;

    /** Whether the first operand is changed. */
    boolean mutates() {
      return this == APPEND || this == INSERT || this == INSERT_ONCE || this == ADD;
    }
  }
}
