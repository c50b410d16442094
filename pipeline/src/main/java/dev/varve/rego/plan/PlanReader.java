package dev.varve.rego.plan;

import dev.varve.rego.BuiltinError;
import dev.varve.rego.RegoArray;
import dev.varve.rego.RegoJson;
import dev.varve.rego.RegoNull;
import dev.varve.rego.RegoNumber;
import dev.varve.rego.RegoObject;
import dev.varve.rego.plan.Plan.Block;
import dev.varve.rego.plan.Plan.Kind;
import dev.varve.rego.plan.Plan.Operand;
import dev.varve.rego.plan.Plan.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code plan.json} of OPA's bundles. */
public final class PlanReader {
  private static final Map<String, Kind> KINDS =
      Map.ofEntries(
          Map.entry("ReturnLocalStmt", Kind.RETURN),
          Map.entry("ResultSetAddStmt", Kind.RESULT),
          Map.entry("CallStmt", Kind.CALL),
          Map.entry("CallDynamicStmt", Kind.CALL_DYNAMIC),
          Map.entry("BlockStmt", Kind.BLOCK),
          Map.entry("BreakStmt", Kind.BREAK),
          Map.entry("DotStmt", Kind.DOT),
          Map.entry("LenStmt", Kind.LENGTH),
          Map.entry("ScanStmt", Kind.SCAN),
          Map.entry("NotStmt", Kind.NOT),
          Map.entry("AssignIntStmt", Kind.ASSIGN),
          Map.entry("AssignVarStmt", Kind.ASSIGN),
          Map.entry("AssignVarOnceStmt", Kind.ASSIGN_ONCE),
          Map.entry("ResetLocalStmt", Kind.RESET),
          Map.entry("MakeNullStmt", Kind.ASSIGN),
          Map.entry("MakeNumberIntStmt", Kind.ASSIGN),
          Map.entry("MakeNumberRefStmt", Kind.ASSIGN),
          Map.entry("MakeArrayStmt", Kind.MAKE_ARRAY),
          Map.entry("MakeObjectStmt", Kind.MAKE_OBJECT),
          Map.entry("MakeSetStmt", Kind.MAKE_SET),
          Map.entry("EqualStmt", Kind.EQUAL),
          Map.entry("NotEqualStmt", Kind.NOT_EQUAL),
          Map.entry("IsArrayStmt", Kind.IS_ARRAY),
          Map.entry("IsObjectStmt", Kind.IS_OBJECT),
          Map.entry("IsSetStmt", Kind.IS_SET),
          Map.entry("IsDefinedStmt", Kind.IS_DEFINED),
          Map.entry("IsUndefinedStmt", Kind.IS_UNDEFINED),
          Map.entry("ArrayAppendStmt", Kind.APPEND),
          Map.entry("ObjectInsertStmt", Kind.INSERT),
          Map.entry("ObjectInsertOnceStmt", Kind.INSERT_ONCE),
          Map.entry("ObjectMergeStmt", Kind.MERGE),
          Map.entry("SetAddStmt", Kind.ADD),
          Map.entry("WithStmt", Kind.WITH));

  private final List<String> strings;
  private final List<String> files;

  private PlanReader(RegoObject fixed) {
    this.strings = texts(list(fixed, "strings"));
    this.files = texts(list(fixed, "files"));
  }

  /**
   * Reads a plan.
   *
   * @throws IllegalArgumentException if it is none, or has statements that are not known here
   */
  public static Plan read(byte[] json) {
    RegoObject plan;
    try {
      plan = object(RegoJson.read(json), "the plan");
    } catch (BuiltinError e) {
      throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
    }
    RegoObject fixed = object(plan.get("static"), "static");
    PlanReader reader = new PlanReader(fixed);
    List<Plan.Entrypoint> entrypoints = new ArrayList<>();
    for (Object item : list(object(plan.get("plans"), "plans"), "plans")) {
      RegoObject entry = object(item, "a plan");
      entrypoints.add(new Plan.Entrypoint(text(entry, "name"), reader.blocks(entry)));
    }
    List<Plan.Function> functions = new ArrayList<>();
    Object all = plan.get("funcs");
    for (Object item : all == null ? new Object[0] : list(object(all, "funcs"), "funcs")) {
      functions.add(reader.function(object(item, "a function")));
    }
    List<String> builtins = new ArrayList<>();
    for (Object item : list(fixed, "builtin_funcs")) {
      builtins.add(text(object(item, "a built-in"), "name"));
    }
    return new Plan(entrypoints, functions, builtins);
  }

  private Plan.Function function(RegoObject function) {
    List<Integer> parameters = new ArrayList<>();
    for (Object parameter : list(function, "params")) {
      parameters.add(whole(parameter, "a parameter"));
    }
    List<String> path = new ArrayList<>();
    for (Object part : list(function, "path")) {
      path.add(String.valueOf(part));
    }
    return new Plan.Function(
        text(function, "name"), path, parameters, number(function, "return"), blocks(function));
  }

  private List<Block> blocks(RegoObject owner) {
    List<Block> blocks = new ArrayList<>();
    for (Object item : list(owner, "blocks")) {
      blocks.add(block(object(item, "a block")));
    }
    return blocks;
  }

  private Block block(RegoObject block) {
    List<Statement> statements = new ArrayList<>();
    for (Object item : list(block, "stmts")) {
      RegoObject statement = object(item, "a statement");
      String type = text(statement, "type");
      if (!type.equals("NopStmt")) {
        statements.add(statement(type, object(statement.get("stmt"), type)));
      }
    }
    return new Block(statements);
  }

  private Statement statement(String type, RegoObject parts) {
    Kind kind = KINDS.get(type);
    if (kind == null) {
      throw new IllegalArgumentException("the statement " + type + " is not known");
    }
    List<Operand> operands = operands(type, parts);
    List<Block> blocks =
        parts.get("block") == null
            ? blocks(parts)
            : List.of(block(object(parts.get("block"), "block")));
    return switch (kind) {
      case CALL ->
          new Statement(kind, number(parts, "result"), -1, text(parts, "func"), operands, blocks);
      case CALL_DYNAMIC -> new Statement(kind, number(parts, "result"), -1, "", operands, blocks);
      case BREAK -> new Statement(kind, -1, number(parts, "index"), "", operands, blocks);
      case SCAN ->
          new Statement(kind, number(parts, "key"), number(parts, "value"), "", operands, blocks);
      case MAKE_ARRAY ->
          new Statement(
              kind, number(parts, "target"), number(parts, "capacity"), "", operands, blocks);
      case ASSIGN_ONCE ->
          new Statement(kind, number(parts, "target"), -1, where(parts), operands, blocks);
      case INSERT_ONCE -> new Statement(kind, -1, -1, where(parts), operands, blocks);
      case WITH -> new Statement(kind, number(parts, "local"), -1, "", operands, blocks);
      default -> {
        int target = parts.get("target") == null ? -1 : number(parts, "target");
        yield new Statement(kind, target, -1, "", operands, blocks);
      }
    };
  }

  private List<Operand> operands(String type, RegoObject parts) {
    List<Operand> operands = new ArrayList<>();
    switch (type) {
      case "ReturnLocalStmt", "IsDefinedStmt", "IsUndefinedStmt", "ScanStmt" ->
          operands.add(local(parts, "source"));
      case "ResultSetAddStmt" -> operands.add(local(parts, "value"));
      case "AssignVarStmt",
          "AssignVarOnceStmt",
          "LenStmt",
          "IsArrayStmt",
          "IsObjectStmt",
          "IsSetStmt" ->
          operands.add(operand(parts.get("source")));
      case "AssignIntStmt", "MakeNumberIntStmt" ->
          operands.add(new Operand.Constant(whole(parts, "value")));
      case "MakeNumberRefStmt" ->
          operands.add(new Operand.Constant(RegoNumber.of(at(strings, number(parts, "Index")))));
      case "MakeNullStmt" -> operands.add(new Operand.Constant(RegoNull.NULL));
      case "DotStmt" -> {
        operands.add(operand(parts.get("source")));
        operands.add(operand(parts.get("key")));
      }
      case "EqualStmt", "NotEqualStmt" -> {
        operands.add(operand(parts.get("a")));
        operands.add(operand(parts.get("b")));
      }
      case "ArrayAppendStmt" -> {
        operands.add(local(parts, "array"));
        operands.add(operand(parts.get("value")));
      }
      case "SetAddStmt" -> {
        operands.add(local(parts, "set"));
        operands.add(operand(parts.get("value")));
      }
      case "ObjectInsertStmt", "ObjectInsertOnceStmt" -> {
        operands.add(local(parts, "object"));
        operands.add(operand(parts.get("key")));
        operands.add(operand(parts.get("value")));
      }
      case "ObjectMergeStmt" -> {
        operands.add(local(parts, "a"));
        operands.add(local(parts, "b"));
      }
      case "CallStmt" -> {
        for (Object argument : list(parts, "args")) {
          operands.add(operand(argument));
        }
      }
      case "CallDynamicStmt" -> {
        for (Object argument : list(parts, "args")) {
          operands.add(new Operand.Local(whole(argument, "an argument")));
        }
        if (operands.size() != 2) {
          throw new IllegalArgumentException("a dynamic call of other than a rule");
        }
        for (Object part : list(parts, "path")) {
          operands.add(operand(part));
        }
      }
      case "WithStmt" -> {
        operands.add(operand(parts.get("value")));
        for (Object part : list(parts, "path")) {
          operands.add(new Operand.Constant(at(strings, whole(part, "a part of a path"))));
        }
      }
      default -> {
        // The others read nothing.
      }
    }
    return operands;
  }

  private Operand operand(@Nullable Object written) {
    RegoObject operand = object(written, "an operand");
    Object value = operand.get("value");
    return switch (text(operand, "type")) {
      case "local" -> new Operand.Local(whole(value, "a variable"));
      case "string_index" -> new Operand.Constant(at(strings, whole(value, "a string")));
      case "bool" -> {
        if (!(value instanceof Boolean)) {
          throw new IllegalArgumentException("not a truth value: " + value);
        }
        yield new Operand.Constant(value);
      }
      default -> throw new IllegalArgumentException("an operand is of an unknown type");
    };
  }

  private static Operand local(RegoObject parts, String name) {
    return new Operand.Local(number(parts, name));
  }

  private String where(RegoObject parts) {
    return at(files, number(parts, "file"))
        + ":"
        + number(parts, "row")
        + ":"
        + number(parts, "col");
  }

  private static String at(List<String> texts, int index) {
    if (index >= texts.size()) {
      throw new IllegalArgumentException("there is no text number " + index);
    }
    return texts.get(index);
  }

  private static List<String> texts(Object[] constants) {
    List<String> texts = new ArrayList<>();
    for (Object constant : constants) {
      texts.add(text(object(constant, "a string"), "value"));
    }
    return texts;
  }

  private static RegoObject object(@Nullable Object value, String what) {
    if (value instanceof RegoObject object) {
      return object;
    }
    throw new IllegalArgumentException(what + " is not an object");
  }

  /** Absent and null lists are empty, as Go writes them. */
  private static Object[] list(RegoObject owner, String name) {
    Object value = owner.get(name);
    if (value == null || value == RegoNull.NULL) {
      return new Object[0];
    }
    if (value instanceof RegoArray array) {
      return array.toArray();
    }
    throw new IllegalArgumentException(name + " is not a list");
  }

  private static String text(RegoObject owner, String name) {
    if (owner.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name + " is not a text");
  }

  private static int number(RegoObject owner, String name) {
    return whole(owner.get(name), name);
  }

  private static Long whole(RegoObject owner, String name) {
    if (owner.get(name) instanceof Long whole) {
      return whole;
    }
    throw new IllegalArgumentException(name + " is not a whole number");
  }

  private static int whole(@Nullable Object value, String what) {
    if (value instanceof Long whole && whole >= 0 && whole <= 0xfffff) {
      return whole.intValue();
    }
    throw new IllegalArgumentException(what + " is not a number in range");
  }
}
