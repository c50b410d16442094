package dev.varve.rego.plan;

import dev.varve.rego.Builtins;
import dev.varve.rego.RegoArray;
import dev.varve.rego.RegoObject;
import dev.varve.rego.plan.Plan.Block;
import dev.varve.rego.plan.Plan.Function;
import dev.varve.rego.plan.Plan.Kind;
import dev.varve.rego.plan.Plan.Operand;
import dev.varve.rego.plan.Plan.Operand.Constant;
import dev.varve.rego.plan.Plan.Operand.Local;
import dev.varve.rego.plan.Plan.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes the code of one function. A variable of the plan is a variable of the method, null while
 * it is undefined; a block that does not hold is a jump to its end.
 */
final class FunctionWriter {
  private static final String OPS = "dev/varve/rego/Ops";
  private static final String SCAN = "dev/varve/rego/Scan";
  private static final String OBJECT = "Ljava/lang/Object;";
  private static final String EVALUATION = "L" + Translator.EVALUATION + ";";

  /** Built-in functions that {@code Ops} has itself, by their names there. */
  private static final Map<String, String> OWN =
      Map.of(
          "equal", "isEqual",
          "neq", "isNotEqual",
          "lt", "isLess",
          "lte", "isAtMost",
          "gt", "isGreater",
          "gte", "isAtLeast",
          "internal.member_2", "isMember");

  /** HotSpot leaves methods to its interpreter that have more than 8000 bytes of code. */
  private static final int MOST_BYTES = 6_000;

  /** Answers nothing. */
  private static final String PRINT = "internal.print";

  /** Where breaks lead to. */
  private interface Exit {
    Label label();
  }

  /** The end of a block, or where a loop goes on or ends. */
  private record End(Label label) implements Exit {}

  /** The end of a block within which a variable has another value. */
  private record Undo(Label label, int slot, int saved) implements Exit {}

  private final Translator translator;
  private final ClassBuilder owner;
  private final MethodVisitor method;
  private final int rule;
  private final Usage usage;
  private final Map<Integer, Integer> slots = new HashMap<>();
  private final List<Exit> exits = new ArrayList<>();
  private int free = 1;

  private FunctionWriter(
      Translator translator,
      ClassBuilder owner,
      MethodVisitor method,
      int rule,
      List<Integer> parameters,
      Usage usage) {
    this.translator = translator;
    this.owner = owner;
    this.method = method;
    this.rule = rule;
    this.usage = usage;
    for (int parameter : parameters) {
      slots.put(parameter, free++);
    }
  }

  static void write(
      Translator translator, ClassBuilder owner, Function function, Translator.Target target) {
    MethodVisitor method = owner.method(Opcodes.ACC_STATIC, target.method(), target.type());
    Usage usage = Usage.of(function.parameters(), function.result(), function.blocks());
    FunctionWriter writer =
        new FunctionWriter(translator, owner, method, target.rule(), function.parameters(), usage);
    writer.recall();
    List<List<Block>> groups = size(function.blocks()) > MOST_BYTES ? groups(function) : List.of();
    if (groups.size() > 1) {
      writer.parts(function, target, groups);
    } else {
      writer.variables(function.blocks());
      function.blocks().forEach(writer::block);
    }
    method.visitInsn(Opcodes.ACONST_NULL);
    writer.leave();
    Translator.end(method);
  }

  /** About the bytes that statements take. */
  private static int size(List<Block> blocks) {
    int size = 0;
    for (Block block : blocks) {
      for (Statement statement : block.statements()) {
        size += 14 + 3 * statement.operands().size() + size(statement.blocks());
      }
    }
    return size;
  }

  /**
   * The blocks of a function in groups that have nothing in common but parameters and the result;
   * one group if there are no such.
   */
  private static List<List<Block>> groups(Function function) {
    List<List<Block>> groups = new ArrayList<>();
    TreeSet<Integer> own = new TreeSet<>();
    for (Block block : function.blocks()) {
      TreeSet<Integer> wanted = new TreeSet<>();
      wanted(block, new TreeSet<>(), wanted);
      wanted.removeAll(function.parameters());
      wanted.remove(function.result());
      if (wanted.isEmpty()) {
        groups.add(new ArrayList<>());
        own.clear();
      } else if (!own.containsAll(wanted)) {
        return List.of(function.blocks());
      }
      groups.get(groups.size() - 1).add(block);
      collect(block, own);
    }
    boolean isApart = function.result() >= 0 && !function.parameters().contains(function.result());
    return isApart ? groups : List.of(function.blocks());
  }

  /** Variables that a block reads before it sets them, in the order of writing. */
  private static void wanted(Block block, TreeSet<Integer> set, TreeSet<Integer> wanted) {
    for (Statement statement : block.statements()) {
      for (Operand operand : statement.operands()) {
        if (operand instanceof Local local && !set.contains(local.number())) {
          wanted.add(local.number());
        }
      }
      if (statement.kind() == Kind.ASSIGN_ONCE && !set.contains(statement.target())) {
        wanted.add(statement.target());
      }
      set.add(statement.target());
      if (statement.kind() == Kind.SCAN) {
        set.add(statement.number());
      }
      statement.blocks().forEach(inner -> wanted(inner, set, wanted));
    }
  }

  /** Each group that does not return becomes a method of its own, from result to result. */
  private void parts(Function function, Translator.Target target, List<List<Block>> groups) {
    int result = free++;
    slots.put(function.result(), result);
    method.visitInsn(Opcodes.ACONST_NULL);
    method.visitVarInsn(Opcodes.ASTORE, result);
    String type = target.type().replace(")", OBJECT + ")");
    int number = 0;
    for (List<Block> group : groups) {
      if (group.stream().anyMatch(FunctionWriter::returns)) {
        variables(group);
        group.forEach(this::block);
        continue;
      }
      String name = target.method() + "_" + number++;
      part(function, group, name, type);
      for (int slot = 0; slot <= function.parameters().size(); slot++) {
        method.visitVarInsn(Opcodes.ALOAD, slot);
      }
      method.visitVarInsn(Opcodes.ALOAD, result);
      method.visitMethodInsn(Opcodes.INVOKESTATIC, owner.name(), name, type, false);
      method.visitVarInsn(Opcodes.ASTORE, result);
    }
  }

  private void part(Function function, List<Block> group, String name, String type) {
    List<Integer> parameters = new ArrayList<>(function.parameters());
    parameters.add(function.result());
    MethodVisitor part = owner.method(Opcodes.ACC_STATIC, name, type);
    Usage own = Usage.of(parameters, function.result(), group);
    FunctionWriter writer = new FunctionWriter(translator, owner, part, -1, parameters, own);
    writer.variables(group);
    group.forEach(writer::block);
    part.visitVarInsn(Opcodes.ALOAD, writer.slot(function.result()));
    part.visitInsn(Opcodes.ARETURN);
    Translator.end(part);
  }

  private static boolean returns(Block block) {
    return block.statements().stream()
        .anyMatch(
            statement ->
                statement.kind() == Kind.RETURN
                    || statement.kind() == Kind.RESULT
                    || statement.blocks().stream().anyMatch(FunctionWriter::returns));
  }

  /** Answers with what is known of a rule already; of a function nothing is, which is a turn. */
  private void recall() {
    if (rule < 0) {
      method.visitVarInsn(Opcodes.ALOAD, 0);
      onEvaluation("turn", "()V");
      return;
    }
    Label unknown = new Label();
    method.visitVarInsn(Opcodes.ALOAD, 0);
    push(rule);
    onEvaluation("recall", "(I)" + OBJECT);
    method.visitInsn(Opcodes.DUP);
    method.visitVarInsn(Opcodes.ASTORE, free);
    method.visitJumpInsn(Opcodes.IFNULL, unknown);
    method.visitVarInsn(Opcodes.ALOAD, free);
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC, Translator.EVALUATION, "known", "(" + OBJECT + ")" + OBJECT, false);
    method.visitInsn(Opcodes.ARETURN);
    method.visitLabel(unknown);
  }

  /** Returns what is on the stack. */
  private void leave() {
    if (rule >= 0) {
      method.visitVarInsn(Opcodes.ASTORE, free);
      method.visitVarInsn(Opcodes.ALOAD, 0);
      push(rule);
      method.visitVarInsn(Opcodes.ALOAD, free);
      onEvaluation("remember", "(I" + OBJECT + ")" + OBJECT);
    }
    method.visitInsn(Opcodes.ARETURN);
  }

  /** Gives places to variables; those that may be read before they are set are undefined. */
  private void variables(List<Block> blocks) {
    TreeSet<Integer> all = new TreeSet<>();
    blocks.forEach(block -> collect(block, all));
    for (int local : all) {
      if (!slots.containsKey(local)) {
        slots.put(local, free);
        if (!usage.isSetOnceBeforeUse(local)) {
          method.visitInsn(Opcodes.ACONST_NULL);
          method.visitVarInsn(Opcodes.ASTORE, free);
        }
        free++;
      }
    }
  }

  private static void collect(Block block, TreeSet<Integer> locals) {
    for (Statement statement : block.statements()) {
      if (statement.target() >= 0) {
        locals.add(statement.target());
      }
      if (statement.kind() == Kind.SCAN) {
        locals.add(statement.number());
      }
      for (Operand operand : statement.operands()) {
        if (operand instanceof Local local) {
          locals.add(local.number());
        }
      }
      statement.blocks().forEach(inner -> collect(inner, locals));
    }
  }

  private int slot(int local) {
    Integer slot = slots.get(local);
    if (slot == null) {
      throw new IllegalArgumentException("the variable " + local + " is not known");
    }
    return slot;
  }

  private void block(Block block) {
    Label end = new Label();
    exits.add(new End(end));
    statements(block);
    exits.remove(exits.size() - 1);
    method.visitLabel(end);
  }

  private void statements(Block block) {
    block.statements().forEach(this::statement);
  }

  private void load(Operand operand) {
    if (operand instanceof Local local) {
      method.visitVarInsn(Opcodes.ALOAD, slot(local.number()));
    } else {
      owner.push(method, ((Constant) operand).value());
    }
  }

  private void store(int local) {
    method.visitVarInsn(Opcodes.ASTORE, slot(local));
  }

  /** Leaves blocks; 0 stands for the innermost. */
  private void exit(int depth) {
    int last = exits.size() - 1;
    if (depth > last) {
      throw new IllegalArgumentException("a break out of " + (depth + 1) + " blocks");
    }
    for (int i = 0; i < depth; i++) {
      if (exits.get(last - i) instanceof Undo undo) {
        undo(undo);
      }
    }
    method.visitJumpInsn(Opcodes.GOTO, exits.get(last - depth).label());
  }

  /** Leaves the block if the instruction jumps. */
  private void exitIf(int jump) {
    method.visitJumpInsn(jump, exits.get(exits.size() - 1).label());
  }

  /** Stores what is on the stack, and leaves the block if it is undefined. */
  private void storeDefined(int local) {
    if (usage.isRead(local)) {
      method.visitInsn(Opcodes.DUP);
      store(local);
    }
    exitIf(Opcodes.IFNULL);
  }

  private void statement(Statement statement) {
    switch (statement.kind()) {
      case ASSIGN -> {
        load(statement.operand(0));
        store(statement.target());
      }
      case ASSIGN_ONCE -> {
        method.visitVarInsn(Opcodes.ALOAD, slot(statement.target()));
        load(statement.operand(0));
        owner.push(method, statement.text());
        op("once", "(" + OBJECT + OBJECT + "Ljava/lang/String;)" + OBJECT);
        store(statement.target());
      }
      case RESET -> {
        method.visitInsn(Opcodes.ACONST_NULL);
        store(statement.target());
      }
      case RETURN -> {
        load(statement.operand(0));
        leave();
      }
      case RESULT -> {
        load(statement.operand(0));
        owner.push(method, "result");
        op("get", "(" + OBJECT + OBJECT + ")" + OBJECT);
        leave();
      }
      case CALL -> call(statement);
      case CALL_DYNAMIC -> callDynamic(statement);
      case BLOCK -> statement.blocks().forEach(this::block);
      case BREAK -> exit(statement.number());
      case DOT -> {
        load(statement.operand(0));
        load(statement.operand(1));
        op("get", "(" + OBJECT + OBJECT + ")" + OBJECT);
        storeDefined(statement.target());
      }
      case LENGTH -> {
        load(statement.operand(0));
        op("length", "(" + OBJECT + ")" + OBJECT);
        store(statement.target());
      }
      case SCAN -> scan(statement);
      case NOT -> not(statement);
      case MAKE_ARRAY -> make("dev/varve/rego/RegoArray", statement);
      case MAKE_OBJECT -> make("dev/varve/rego/RegoObject", statement);
      case MAKE_SET -> make("dev/varve/rego/RegoSet", statement);
      case EQUAL, NOT_EQUAL -> {
        load(statement.operand(0));
        load(statement.operand(1));
        boolean isEqual = statement.kind() == Kind.EQUAL;
        if (statement.operand(1) instanceof Constant constant
            && constant.value() instanceof Boolean) {
          exitIf(isEqual ? Opcodes.IF_ACMPNE : Opcodes.IF_ACMPEQ);
        } else {
          op("equal", "(" + OBJECT + OBJECT + ")Z");
          exitIf(isEqual ? Opcodes.IFEQ : Opcodes.IFNE);
        }
      }
      case IS_ARRAY -> check("isArray", statement);
      case IS_OBJECT -> check("isObject", statement);
      case IS_SET -> check("isSet", statement);
      case IS_DEFINED -> {
        load(statement.operand(0));
        exitIf(Opcodes.IFNULL);
      }
      case IS_UNDEFINED -> {
        load(statement.operand(0));
        exitIf(Opcodes.IFNONNULL);
      }
      case APPEND -> change("append", statement, "");
      case INSERT -> change("insert", statement, "");
      case INSERT_ONCE -> change("insertOnce", statement, "Ljava/lang/String;");
      case ADD -> change("add", statement, "");
      case MERGE -> {
        load(statement.operand(0));
        load(statement.operand(1));
        op("merge", "(" + OBJECT + OBJECT + ")" + OBJECT);
        store(statement.target());
      }
      case WITH -> with(statement);
    }
  }

  private void make(String type, Statement statement) {
    method.visitTypeInsn(Opcodes.NEW, type);
    method.visitInsn(Opcodes.DUP);
    if (statement.number() >= 0) {
      push(Math.min(statement.number(), 1024));
    }
    String parameters = statement.number() >= 0 ? "(I)V" : "()V";
    method.visitMethodInsn(Opcodes.INVOKESPECIAL, type, "<init>", parameters, false);
    store(statement.target());
  }

  private void check(String name, Statement statement) {
    load(statement.operand(0));
    op(name, "(" + OBJECT + ")Z");
    exitIf(Opcodes.IFEQ);
  }

  private void change(String name, Statement statement, String more) {
    method.visitVarInsn(Opcodes.ALOAD, 0);
    statement.operands().forEach(this::load);
    if (!more.isEmpty()) {
      owner.push(method, statement.text());
    }
    op(name, "(" + EVALUATION + OBJECT.repeat(statement.operands().size()) + more + ")V");
  }

  private void call(Statement statement) {
    Translator.Target target = translator.target(statement.text());
    String own = OWN.get(statement.text());
    if (target != null) {
      if (target.parameters() != statement.operands().size()) {
        throw new IllegalArgumentException(
            statement.text() + " is called with another number of values than it takes");
      }
      method.visitVarInsn(Opcodes.ALOAD, 0);
      statement.operands().forEach(this::load);
      method.visitMethodInsn(
          Opcodes.INVOKESTATIC, target.owner(), target.method(), target.type(), false);
    } else if (own != null && statement.operands().size() == 2) {
      statement.operands().forEach(this::load);
      op(own, "(" + OBJECT + OBJECT + ")" + OBJECT);
    } else {
      if (Builtins.find(statement.text()) == null) {
        throw new IllegalArgumentException(statement.text() + " is not there");
      }
      method.visitVarInsn(Opcodes.ALOAD, 0);
      owner.pushBuiltin(method, statement.text());
      owner.push(method, statement.text());
      array(statement.operands());
      onEvaluation("call", "(Ldev/varve/rego/Builtin;Ljava/lang/String;[" + OBJECT + ")" + OBJECT);
      if (statement.text().equals(PRINT)) {
        method.visitInsn(Opcodes.POP);
        return;
      }
    }
    storeDefined(statement.target());
  }

  private void array(List<Operand> operands) {
    push(operands.size());
    method.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
    for (int i = 0; i < operands.size(); i++) {
      method.visitInsn(Opcodes.DUP);
      push(i);
      load(operands.get(i));
      method.visitInsn(Opcodes.AASTORE);
    }
  }

  private void callDynamic(Statement statement) {
    List<Operand> path = statement.operands().subList(2, statement.operands().size());
    List<Operand> unknown = path.stream().filter(part -> part instanceof Local).toList();
    owner.push(method, candidates(path));
    if (unknown.size() == 1) {
      load(unknown.get(0));
    } else {
      array(unknown);
      method.visitMethodInsn(
          Opcodes.INVOKESTATIC,
          "dev/varve/rego/RegoArray",
          "of",
          "([" + OBJECT + ")Ldev/varve/rego/RegoArray;",
          false);
    }
    op("find", "(" + OBJECT + OBJECT + ")I");
    int number = free++;
    method.visitInsn(Opcodes.DUP);
    method.visitVarInsn(Opcodes.ISTORE, number);
    exitIf(Opcodes.IFLT);
    method.visitVarInsn(Opcodes.ILOAD, number);
    method.visitVarInsn(Opcodes.ALOAD, 0);
    load(statement.operand(0));
    load(statement.operand(1));
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        translator.main(),
        Translator.DISPATCH,
        "(I" + Translator.RULE.substring(1),
        false);
    method.visitInsn(Opcodes.DUP);
    store(statement.target());
    Label defined = new Label();
    method.visitJumpInsn(Opcodes.IFNONNULL, defined);
    exit(3);
    method.visitLabel(defined);
  }

  /** Numbers of the rules that a path can lead to, by the parts of it that are not known. */
  private RegoObject candidates(List<Operand> path) {
    RegoObject numbers = new RegoObject();
    for (int number = 0; number < translator.rules().size(); number++) {
      List<String> own = translator.rules().get(number).path();
      Object key = own.size() == path.size() ? key(path, own) : null;
      if (key != null) {
        numbers.put(key, (long) number);
      }
    }
    return numbers;
  }

  private static @Nullable Object key(List<Operand> path, List<String> own) {
    RegoArray parts = new RegoArray();
    for (int i = 0; i < own.size(); i++) {
      if (path.get(i) instanceof Constant constant) {
        if (!constant.value().equals(own.get(i))) {
          return null;
        }
      } else {
        parts.add(own.get(i));
      }
    }
    return parts.size() == 1 ? parts.get(0) : parts;
  }

  private void scan(Statement statement) {
    Label next = new Label();
    Label end = new Label();
    int scan = free++;
    load(statement.operand(0));
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC, SCAN, "of", "(" + OBJECT + ")L" + SCAN + ";", false);
    method.visitInsn(Opcodes.DUP);
    method.visitVarInsn(Opcodes.ASTORE, scan);
    method.visitJumpInsn(Opcodes.IFNULL, end);
    method.visitLabel(next);
    method.visitVarInsn(Opcodes.ALOAD, scan);
    method.visitVarInsn(Opcodes.ALOAD, 0);
    onScan("next", "(" + EVALUATION + ")Z");
    method.visitJumpInsn(Opcodes.IFEQ, end);
    part(scan, "key", statement.target());
    part(scan, "value", statement.number());
    exits.add(new End(end));
    exits.add(new End(next));
    statement.blocks().forEach(this::statements);
    exits.remove(exits.size() - 1);
    exits.remove(exits.size() - 1);
    method.visitJumpInsn(Opcodes.GOTO, next);
    method.visitLabel(end);
  }

  private void part(int scan, String name, int local) {
    if (usage.isRead(local)) {
      method.visitVarInsn(Opcodes.ALOAD, scan);
      onScan(name, "()" + OBJECT);
      store(local);
    }
  }

  private void not(Statement statement) {
    Label holds = new Label();
    exits.add(new End(holds));
    statement.blocks().forEach(this::statements);
    exits.remove(exits.size() - 1);
    exit(0);
    method.visitLabel(holds);
  }

  private void with(Statement statement) {
    int slot = slot(statement.target());
    Undo undo = new Undo(new Label(), slot, free++);
    Label done = new Label();
    method.visitVarInsn(Opcodes.ALOAD, 0);
    onEvaluation("enter", "()V");
    method.visitVarInsn(Opcodes.ALOAD, slot);
    method.visitVarInsn(Opcodes.ASTORE, undo.saved());
    if (statement.operands().size() == 1) {
      load(statement.operand(0));
    } else {
      method.visitVarInsn(Opcodes.ALOAD, slot);
      load(statement.operand(0));
      array(statement.operands().subList(1, statement.operands().size()));
      op("upsert", "(" + OBJECT + OBJECT + "[" + OBJECT + ")" + OBJECT);
    }
    method.visitVarInsn(Opcodes.ASTORE, slot);
    exits.add(undo);
    statement.blocks().forEach(this::statements);
    exits.remove(exits.size() - 1);
    undo(undo);
    method.visitJumpInsn(Opcodes.GOTO, done);
    method.visitLabel(undo.label());
    undo(undo);
    exit(0);
    method.visitLabel(done);
  }

  private void undo(Undo undo) {
    method.visitVarInsn(Opcodes.ALOAD, undo.saved());
    method.visitVarInsn(Opcodes.ASTORE, undo.slot());
    method.visitVarInsn(Opcodes.ALOAD, 0);
    onEvaluation("leave", "()V");
  }

  private void op(String name, String type) {
    method.visitMethodInsn(Opcodes.INVOKESTATIC, OPS, name, type, false);
  }

  private void onEvaluation(String name, String type) {
    method.visitMethodInsn(Opcodes.INVOKEVIRTUAL, Translator.EVALUATION, name, type, false);
  }

  private void onScan(String name, String type) {
    method.visitMethodInsn(Opcodes.INVOKEVIRTUAL, SCAN, name, type, false);
  }

  private void push(int number) {
    if (number >= -1 && number <= 5) {
      method.visitInsn(Opcodes.ICONST_0 + number);
    } else if (number >= Short.MIN_VALUE && number <= Short.MAX_VALUE) {
      method.visitIntInsn(Opcodes.SIPUSH, number);
    } else {
      method.visitLdcInsn(number);
    }
  }
}
