package dev.varve.rego.plan;

import dev.varve.rego.RegoArray;
import dev.varve.rego.RegoObject;
import dev.varve.rego.RegoSet;
import dev.varve.rego.Values;
import dev.varve.rego.plan.Plan.Block;
import dev.varve.rego.plan.Plan.Kind;
import dev.varve.rego.plan.Plan.Operand;
import dev.varve.rego.plan.Plan.Operand.Constant;
import dev.varve.rego.plan.Plan.Operand.Local;
import dev.varve.rego.plan.Plan.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes out of a function what it would do in vain each time: copies of variables, and arrays,
 * objects and sets that are made of known values alone, which become known values themselves.
 */
final class Simplifier {
  /** Lists within lists become known from the inside, one level a time. */
  private static final int MOST_PASSES = 8;

  private final Usage usage;
  private final Map<Integer, Operand> known = new HashMap<>();
  private boolean changed;

  private Simplifier(Usage usage) {
    this.usage = usage;
  }

  static Plan.Function simplified(Plan.Function function) {
    Plan.Function now = function;
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      Usage usage = Usage.of(now.parameters(), now.result(), now.blocks());
      if (usage.mutatesCopies()) {
        return now;
      }
      Simplifier simplifier = new Simplifier(usage);
      List<Block> blocks = simplifier.blocks(now.blocks());
      now = new Plan.Function(now.name(), now.path(), now.parameters(), now.result(), blocks);
      if (!simplifier.changed) {
        break;
      }
    }
    return now;
  }

  private List<Block> blocks(List<Block> blocks) {
    List<Block> simpler = new ArrayList<>(blocks.size());
    for (Block block : blocks) {
      simpler.add(block(block));
    }
    return simpler;
  }

  private Block block(Block block) {
    List<Statement> statements = block.statements();
    List<Statement> simpler = new ArrayList<>(statements.size());
    boolean[] done = new boolean[statements.size()];
    for (int i = 0; i < statements.size(); i++) {
      if (done[i]) {
        continue;
      }
      Statement statement = statements.get(i);
      List<Operand> operands = new ArrayList<>(statement.operands().size());
      for (Operand operand : statement.operands()) {
        operands.add(
            operand instanceof Local local ? known.getOrDefault(local.number(), local) : operand);
      }
      if (statement.kind() == Kind.ASSIGN && isMereName(statement.target(), operands.get(0))) {
        known.put(statement.target(), operands.get(0));
        changed = true;
        continue;
      }
      if (isMade(statement.kind()) && isKnown(statements, i, done)) {
        changed = true;
        continue;
      }
      simpler.add(statement.with(operands, blocks(statement.blocks())));
    }
    return new Block(simpler);
  }

  /** Whether a variable may be replaced by what it is set to. */
  private boolean isMereName(int target, Operand source) {
    return usage.isSetOnceBeforeUse(target)
        && !usage.isMutated(target)
        && (!(source instanceof Local local) || usage.isSetOnce(local.number()));
  }

  private static boolean isMade(Kind kind) {
    return kind == Kind.MAKE_ARRAY || kind == Kind.MAKE_OBJECT || kind == Kind.MAKE_SET;
  }

  /**
   * Whether what a statement makes gets known members only, and all of them before anyone looks.
   *
   * @param done set for the statements that put them in, if so
   */
  private boolean isKnown(List<Statement> statements, int at, boolean[] done) {
    int made = statements.get(at).target();
    if (!usage.isSetOnceBeforeUse(made)) {
      return false;
    }
    Object value =
        switch (statements.get(at).kind()) {
          case MAKE_ARRAY -> new RegoArray();
          case MAKE_OBJECT -> new RegoObject();
          default -> new RegoSet();
        };
    List<Integer> members = new ArrayList<>();
    int missing = usage.mutations(made);
    for (int i = at + 1; i < statements.size() && missing > 0; i++) {
      Statement statement = statements.get(i);
      boolean isMember = statement.kind().mutates() && statement.operand(0).equals(new Local(made));
      if (isMember) {
        List<Object> parts = new ArrayList<>();
        for (Operand operand : statement.operands().subList(1, statement.operands().size())) {
          Operand part =
              operand instanceof Local local ? known.getOrDefault(local.number(), local) : operand;
          if (!(part instanceof Constant constant)) {
            return false;
          }
          parts.add(constant.value());
        }
        if (!put(statement.kind(), value, parts)) {
          return false;
        }
        members.add(i);
        missing--;
      } else if (Usage.reads(statement, made)) {
        return false;
      }
    }
    if (missing > 0) {
      return false;
    }
    members.forEach(member -> done[member] = true);
    known.put(made, new Constant(Values.freeze(value)));
    return true;
  }

  private static boolean put(Kind kind, Object collection, List<Object> parts) {
    if (kind == Kind.APPEND && collection instanceof RegoArray array) {
      array.add(parts.get(0));
      return true;
    }
    if (kind == Kind.ADD && collection instanceof RegoSet set) {
      set.add(parts.get(0));
      return true;
    }
    if (kind == Kind.INSERT && collection instanceof RegoObject object) {
      object.put(parts.get(0), parts.get(1));
      return true;
    }
    return false;
  }
}
