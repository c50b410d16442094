package dev.varve.rego.plan;

import dev.varve.rego.plan.Plan.Function;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes a plan as classes of the JVM: a main class, which extends {@link dev.varve.rego.Program},
 * and one class for each package of rules, so that a JVM loads what it runs. The same plan always
 * becomes the same bytes.
 */
public final class Translator {
  static final String PROGRAM = "dev/varve/rego/Program";
  static final String EVALUATION = "dev/varve/rego/Evaluation";
  static final String RULE =
      "(L" + EVALUATION + ";Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;";

  /** Name of the main class's method that calls a rule by its number. */
  static final String DISPATCH = "rule";

  private static final String DISPATCH_TYPE =
      "(IL" + EVALUATION + ";Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;";

  /** Of one switch, so that HotSpot compiles its method. */
  private static final int MOST_CASES = 500;

  /** Keeps a class's constants within what a class file can number. */
  private static final int MOST_FUNCTIONS = 150;

  private final Plan plan;
  private final String main;
  private final Map<String, Target> targets = new HashMap<>();
  private final List<Function> rules = new ArrayList<>();
  private final Map<String, List<Function>> classes = new LinkedHashMap<>();

  /**
   * Where a function is.
   *
   * @param owner internal name of the class
   * @param rule number by which its value is kept, or -1
   */
  record Target(String owner, String method, String type, int parameters, int rule) {}

  private Translator(Plan plan, String name) {
    this.plan = plan;
    this.main = name.replace('.', '/');
  }

  /**
   * Translates a plan.
   *
   * @param name of the main class, {@code dev.varve.policy.BuiltinRules}; those of the others begin
   *     with it
   * @throws IllegalArgumentException if the plan calls what is not there, or is too large
   */
  public static TranslatedPlan translate(Plan plan, String name) {
    return new TranslatedPlan(name, new Translator(plan, name).translated());
  }

  private Map<String, byte[]> translated() {
    place();
    Map<String, byte[]> files = new LinkedHashMap<>();
    try {
      classes.forEach(
          (owner, functions) -> {
            ClassBuilder builder = new ClassBuilder(owner, "java/lang/Object");
            for (Function function : functions) {
              Function simpler = Simplifier.simplified(function);
              FunctionWriter.write(this, builder, simpler, placed(function));
            }
            files.put(owner.replace('/', '.'), builder.bytes());
          });
      files.put(main.replace('/', '.'), mainClass());
    } catch (org.objectweb.asm.MethodTooLargeException
        | org.objectweb.asm.ClassTooLargeException e) {
      throw new IllegalArgumentException("a rule is too large: " + e.getMessage(), e);
    }
    return files;
  }

  private void place() {
    Map<String, String> owners = new HashMap<>();
    Set<String> taken = new HashSet<>();
    for (Function function : plan.functions()) {
      String name = function.name();
      String folder = name.substring(0, Math.max(0, name.lastIndexOf('.')));
      String owner = owners.computeIfAbsent(folder, path -> free(path, taken));
      if (classes.getOrDefault(owner, List.of()).size() >= MOST_FUNCTIONS) {
        owner = free(folder, taken);
        owners.put(folder, owner);
      }
      List<Function> own = classes.computeIfAbsent(owner, key -> new ArrayList<>());
      int rule = -1;
      if (function.isRule()) {
        rule = rules.size();
        rules.add(function);
      }
      StringBuilder type = new StringBuilder("(L" + EVALUATION + ";");
      function.parameters().forEach(parameter -> type.append("Ljava/lang/Object;"));
      String method = plain(name.substring(name.lastIndexOf('.') + 1)) + "_" + own.size();
      type.append(")Ljava/lang/Object;");
      if (targets.put(
              name, new Target(owner, method, type.toString(), function.parameters().size(), rule))
          != null) {
        throw new IllegalArgumentException("there are two functions " + name);
      }
      own.add(function);
    }
  }

  private String free(String path, Set<String> taken) {
    String wished = main + "$" + plain(path.replaceFirst("^g0\\.data\\.", ""));
    String name = wished;
    for (int i = 2; !taken.add(name.toLowerCase(java.util.Locale.ROOT)); i++) {
      name = wished + "$" + i;
    }
    return name;
  }

  private static String plain(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
    return plain.length() > 100 ? plain.substring(0, 100) : plain;
  }

  /** The function of that name, or null if it is none of the plan's. */
  @org.jspecify.annotations.Nullable
  Target target(String name) {
    return targets.get(name);
  }

  private Target placed(Function function) {
    Target target = targets.get(function.name());
    if (target == null) {
      throw new IllegalStateException("no place for " + function.name());
    }
    return target;
  }

  List<Function> rules() {
    return rules;
  }

  String main() {
    return main;
  }

  private byte[] mainClass() {
    ClassBuilder builder = new ClassBuilder(main, PROGRAM);
    List<String> names = new ArrayList<>();
    List<Target> plans = new ArrayList<>();
    for (Plan.Entrypoint entrypoint : plan.entrypoints()) {
      Target target = new Target(main, "plan_" + plans.size(), RULE, 2, -1);
      plans.add(target);
      names.add(entrypoint.name());
      // The first two variables of a plan are input and data as well.
      Function function =
          new Function(entrypoint.name(), List.of(), List.of(0, 1), -1, entrypoint.blocks());
      FunctionWriter.write(this, builder, Simplifier.simplified(function), target);
    }
    MethodVisitor made = builder.method(Opcodes.ACC_PUBLIC, "<init>", "()V");
    made.visitVarInsn(Opcodes.ALOAD, 0);
    made.visitLdcInsn(String.join("\n", names));
    made.visitLdcInsn(rules.size());
    made.visitMethodInsn(Opcodes.INVOKESPECIAL, PROGRAM, "<init>", "(Ljava/lang/String;I)V", false);
    made.visitInsn(Opcodes.RETURN);
    end(made);
    MethodVisitor run = builder.method(Opcodes.ACC_PROTECTED, "run", DISPATCH_TYPE);
    cases(run, plans, 0, 1);
    end(run);
    List<Target> called = rules.stream().map(this::placed).toList();
    for (int from = 0, part = 0; part == 0 || from < called.size(); from += MOST_CASES, part++) {
      MethodVisitor dispatch =
          builder.method(Opcodes.ACC_STATIC, part == 0 ? DISPATCH : DISPATCH + part, DISPATCH_TYPE);
      int to = Math.min(called.size(), from + MOST_CASES);
      cases(dispatch, called.subList(from, to), from, 0);
      if (to < called.size()) {
        for (int i = 0; i < 4; i++) {
          dispatch.visitVarInsn(i == 0 ? Opcodes.ILOAD : Opcodes.ALOAD, i);
        }
        dispatch.visitMethodInsn(
            Opcodes.INVOKESTATIC, main, DISPATCH + (part + 1), DISPATCH_TYPE, false);
        dispatch.visitInsn(Opcodes.ARETURN);
      } else {
        unknown(dispatch);
      }
      end(dispatch);
    }
    return builder.bytes();
  }

  /** Calls the target of the number in a variable; goes on behind if there is none. */
  private static void cases(MethodVisitor method, List<Target> targets, int from, int number) {
    if (targets.isEmpty()) {
      if (number == 1) {
        unknown(method);
      }
      return;
    }
    Label[] labels = new Label[targets.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = new Label();
    }
    Label other = new Label();
    method.visitVarInsn(Opcodes.ILOAD, number);
    method.visitTableSwitchInsn(from, from + labels.length - 1, other, labels);
    for (int i = 0; i < labels.length; i++) {
      Target target = targets.get(i);
      method.visitLabel(labels[i]);
      for (int argument = 1; argument <= 3; argument++) {
        method.visitVarInsn(Opcodes.ALOAD, number + argument);
      }
      method.visitMethodInsn(
          Opcodes.INVOKESTATIC, target.owner(), target.method(), target.type(), false);
      method.visitInsn(Opcodes.ARETURN);
    }
    method.visitLabel(other);
    if (number == 1) {
      unknown(method);
    }
  }

  private static void unknown(MethodVisitor method) {
    String exception = Type.getInternalName(IllegalArgumentException.class);
    method.visitTypeInsn(Opcodes.NEW, exception);
    method.visitInsn(Opcodes.DUP);
    method.visitMethodInsn(Opcodes.INVOKESPECIAL, exception, "<init>", "()V", false);
    method.visitInsn(Opcodes.ATHROW);
  }

  static void end(MethodVisitor method) {
    method.visitMaxs(0, 0);
    method.visitEnd();
  }
}
