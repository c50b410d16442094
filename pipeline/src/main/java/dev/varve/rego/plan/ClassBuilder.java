package dev.varve.rego.plan;

import dev.varve.rego.Constants;
import dev.varve.rego.RegoNull;
import java.util.LinkedHashMap;
import java.util.Map;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A class that is being written, with the constants that its code refers to. */
final class ClassBuilder {
  private static final String OBJECT = "Ljava/lang/Object;";
  private static final String BUILTIN = "Ldev/varve/rego/Builtin;";
  private static final String OPS = "dev/varve/rego/Ops";

  /** Characters of one constant of a class file, which holds 65535 bytes, up to three for each. */
  private static final int MOST_CHARS = 20_000;

  private final String name;
  private final ClassWriter writer;
  private final Map<String, String> constants = new LinkedHashMap<>();
  private final Map<String, String> builtins = new LinkedHashMap<>();

  ClassBuilder(String name, String superclass) {
    this.name = name;
    this.writer =
        new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
          @Override
          protected String getCommonSuperClass(String one, String other) {
            return "java/lang/Object";
          }
        };
    writer.visit(
        Opcodes.V17,
        Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
        name,
        null,
        superclass,
        null);
  }

  String name() {
    return name;
  }

  MethodVisitor method(int access, String method, String type) {
    MethodVisitor visitor = writer.visitMethod(access, method, type, null, null);
    visitor.visitCode();
    return visitor;
  }

  /** Puts a value onto the stack. */
  void push(MethodVisitor method, Object value) {
    if (value instanceof Boolean bool) {
      method.visitFieldInsn(
          Opcodes.GETSTATIC, "java/lang/Boolean", bool ? "TRUE" : "FALSE", "Ljava/lang/Boolean;");
    } else if (value instanceof RegoNull) {
      String type = "dev/varve/rego/RegoNull";
      method.visitFieldInsn(Opcodes.GETSTATIC, type, "NULL", "L" + type + ";");
    } else if (value instanceof String text && text.length() <= MOST_CHARS) {
      method.visitLdcInsn(text);
    } else {
      String field =
          constants.computeIfAbsent(Constants.encoded(value), text -> "C" + constants.size());
      method.visitFieldInsn(Opcodes.GETSTATIC, name, field, OBJECT);
    }
  }

  /** Puts a built-in function onto the stack. */
  void pushBuiltin(MethodVisitor method, String builtin) {
    String field = builtins.computeIfAbsent(builtin, known -> "B" + builtins.size());
    method.visitFieldInsn(Opcodes.GETSTATIC, name, field, BUILTIN);
  }

  byte[] bytes() {
    MethodVisitor initializer = method(Opcodes.ACC_STATIC, "<clinit>", "()V");
    constants.forEach(
        (text, field) -> {
          pushText(initializer, text);
          initializer.visitMethodInsn(
              Opcodes.INVOKESTATIC,
              "dev/varve/rego/Constants",
              "decoded",
              "(Ljava/lang/String;)Ljava/lang/Object;",
              false);
          initialize(initializer, field, OBJECT);
        });
    builtins.forEach(
        (builtin, field) -> {
          initializer.visitLdcInsn(builtin);
          initializer.visitMethodInsn(
              Opcodes.INVOKESTATIC, OPS, "builtin", "(Ljava/lang/String;)" + BUILTIN, false);
          initialize(initializer, field, BUILTIN);
        });
    initializer.visitInsn(Opcodes.RETURN);
    Translator.end(initializer);
    writer.visitEnd();
    return writer.toByteArray();
  }

  private void initialize(MethodVisitor initializer, String field, String type) {
    FieldVisitor made =
        writer.visitField(
            Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, field, type, null, null);
    made.visitEnd();
    initializer.visitFieldInsn(Opcodes.PUTSTATIC, name, field, type);
  }

  private static void pushText(MethodVisitor method, String text) {
    method.visitLdcInsn(text.substring(0, Math.min(MOST_CHARS, text.length())));
    for (int from = MOST_CHARS; from < text.length(); from += MOST_CHARS) {
      method.visitLdcInsn(text.substring(from, Math.min(from + MOST_CHARS, text.length())));
      method.visitMethodInsn(
          Opcodes.INVOKEVIRTUAL,
          "java/lang/String",
          "concat",
          "(Ljava/lang/String;)Ljava/lang/String;",
          false);
    }
  }
}
