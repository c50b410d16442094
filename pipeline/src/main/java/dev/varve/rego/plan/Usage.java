package dev.varve.rego.plan;

import dev.varve.rego.plan.Plan.Block;
import dev.varve.rego.plan.Plan.Kind;
import dev.varve.rego.plan.Plan.Operand;
import dev.varve.rego.plan.Plan.Operand.Local;
import dev.varve.rego.plan.Plan.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the variables of a function are set and read. Statements are numbered in the order in which
 * they are written, those of inner blocks after the one that they belong to.
 */
final class Usage {
  private final Map<Integer, Variable> variables = new HashMap<>();
  private int number;

  private Usage() {}

  private static final class Variable {
    private int settings;
    private int set;
    private int endOfScope;
    private int firstRead = Integer.MAX_VALUE;
    private int lastRead = -1;
    private int mutations;
    private boolean isCopy;
    private boolean isAskedFor;
  }

  static Usage of(List<Integer> parameters, int result, List<Block> blocks) {
    Usage usage = new Usage();
    for (int parameter : parameters) {
      Variable variable = usage.variable(parameter);
      variable.settings++;
      variable.set = -1;
      variable.endOfScope = Integer.MAX_VALUE;
    }
    blocks.forEach(usage::block);
    usage.variable(result).isAskedFor = true;
    return usage;
  }

  private Variable variable(int local) {
    return variables.computeIfAbsent(local, number -> new Variable());
  }

  private void block(Block block) {
    java.util.List<Variable> setHere = new java.util.ArrayList<>();
    for (Statement statement : block.statements()) {
      int here = number++;
      for (Operand operand : statement.operands()) {
        if (operand instanceof Local local) {
          Variable read = variable(local.number());
          read.firstRead = Math.min(read.firstRead, here);
          read.lastRead = Math.max(read.lastRead, here);
        }
      }
      switch (statement.kind()) {
        case IS_DEFINED, IS_UNDEFINED -> {
          if (statement.operand(0) instanceof Local local) {
            variable(local.number()).isAskedFor = true;
          }
        }
        case APPEND, INSERT, INSERT_ONCE, ADD -> {
          if (statement.operand(0) instanceof Local local) {
            variable(local.number()).mutations++;
          }
        }
        case ASSIGN_ONCE, RESET -> variable(statement.target()).isAskedFor = true;
        case ASSIGN -> variable(statement.target()).isCopy = true;
        case WITH -> variable(statement.target()).settings++;
        default -> {
          // The others only read and set.
        }
      }
      if (statement.kind() == Kind.SCAN) {
        // Key and value are there within the block only.
        Variable key = set(statement.target(), here);
        Variable value = set(statement.number(), here);
        statement.blocks().forEach(this::block);
        key.endOfScope = number;
        value.endOfScope = number;
      } else {
        if (statement.target() >= 0) {
          setHere.add(set(statement.target(), here));
        }
        statement.blocks().forEach(this::block);
      }
    }
    setHere.forEach(variable -> variable.endOfScope = number);
  }

  private Variable set(int local, int here) {
    Variable variable = variable(local);
    variable.settings++;
    variable.set = here;
    return variable;
  }

  /** Whether there is one statement that sets a variable, or it is a parameter that none sets. */
  boolean isSetOnce(int local) {
    Variable variable = variable(local);
    return variable.settings == 1 && !variable.isAskedFor;
  }

  /**
   * Whether there is one statement that sets a variable, behind which alone it is read, in the same
   * block or further within.
   */
  boolean isSetOnceBeforeUse(int local) {
    Variable variable = variable(local);
    return isSetOnce(local)
        && variable.firstRead > variable.set
        && variable.lastRead < variable.endOfScope;
  }

  boolean isRead(int local) {
    Variable variable = variable(local);
    return variable.lastRead >= 0 || variable.isAskedFor || variable.isCopy;
  }

  boolean isMutated(int local) {
    return variable(local).mutations > 0;
  }

  /** How many statements put something into the variable's value. */
  int mutations(int local) {
    return variable(local).mutations;
  }

  /** Whether a value is changed through a variable that only got it from another. */
  boolean mutatesCopies() {
    return variables.values().stream()
        .anyMatch(variable -> variable.mutations > 0 && variable.isCopy);
  }

  /** Whether a statement, or one of those within it, reads a variable. */
  static boolean reads(Statement statement, int local) {
    return statement.operands().contains(new Local(local))
        || statement.blocks().stream()
            .flatMap(block -> block.statements().stream())
            .anyMatch(inner -> reads(inner, local));
  }
}
