package dev.varve.rego;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.OptionalParts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every built-in answers seeded random calls as the {@code opa} program does: with the same value,
 * with none, or with an error. OPA is asked once for all calls; the program tells its errors by
 * their line.
 */
class BuiltinsAgreeWithOpaTest {
  private static final int CALLS_EACH = 60;

  /** A line of the module before the first call. */
  private static final int HEADER_LINES = 2;

  /** What has no answer to compare: it prints, or it is a form of the language. */
  private static final List<String> NOT_CALLED =
      List.of(
          "print",
          "trace",
          "internal.print",
          "internal.member_2",
          "internal.member_3",
          "internal.template_string",
          "assign",
          "eq");

  /** A made call, its answer as Rego prints it, null if there is none, or the error. */
  private record Call(String name, List<Object> arguments) {
    /**
     * The call in Rego. Through a function the compiler knows no types, and leaves them to the
     * built-in; a number of its own each time, since the function remembers 1 where it gets 1.0.
     */
    String rego(int number) {
      List<String> shown = new ArrayList<>();
      for (int i = 0; i < arguments.size(); i++) {
        shown.add("id(" + number + ", " + i + ", " + RegoLiteral.of(arguments.get(i)) + ")");
      }
      String call = name + "(" + String.join(", ", shown);
      return name.equals("walk") ? "[x | " + call + ", x)]" : call + ")";
    }

    /**
     * Whether OPA, which has no bounds, makes something of it that fits into memory; nor may a
     * patch take away or replace the whole document, at which the program may crash.
     */
    boolean isModest() {
      if (name.equals("json.patch")) {
        return !(arguments.get(1) instanceof RegoArray patch)
            || Stream.of(patch.toArray()).noneMatch(Call::isOfDocument);
      }
      if (name.equals("time.add_date")) {
        // Its calendar overflows without a word.
        return arguments.subList(1, 4).stream().noneMatch(RandomCalls::isLarge);
      }
      if (name.startsWith("numbers.range") || name.equals("bits.lsh")) {
        return arguments.stream().noneMatch(RandomCalls::isLarge);
      }
      return !name.equals("net.cidr_expand")
          || !(arguments.get(0) instanceof String network)
          || network.matches(".*/(2[4-9]|3[0-3]|1[12][0-9])|[^/]*/?");
    }

    private static boolean isOfDocument(Object operation) {
      return operation instanceof RegoObject object
          && Stream.of("path", "from")
              .map(object::get)
              .anyMatch(path -> "".equals(path) || path instanceof RegoArray a && a.size() == 0);
    }

    @Nullable String answer() {
      Builtin builtin = Builtins.find(name);
      assertThat(builtin).as(name).isNotNull();
      try {
        Object answer = builtin.call(arguments.toArray());
        return answer == null ? null : RegoNotation.text(RegoArray.of(answer));
      } catch (BuiltinError e) {
        return "error: " + name + ": " + e.getMessage();
      }
    }
  }

  @TempDir private Path work;

  @Test
  void sameAnswers() throws Exception {
    long seed = Long.getLong("varve.seed", System.nanoTime());
    RandomCalls random = new RandomCalls(seed);
    Map<String, List<List<String>>> declared = declarations();
    List<Call> calls = new ArrayList<>();
    for (Map.Entry<String, List<List<String>>> function : declared.entrySet()) {
      String name = function.getKey();
      if (Builtins.find(name) == null || NOT_CALLED.contains(name)) {
        continue;
      }

      for (int i = 0; i < CALLS_EACH; i++) {
        Call call = new Call(name, random.arguments(name, function.getValue()));
        if (call.isModest()) {
          calls.add(call);
        }
      }
    }
    List<@Nullable String> outside = askOpa(calls);
    List<String> unlike = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      String inside = calls.get(i).answer();
      String other = outside.get(i);
      boolean same = inside == null ? other == null : agree(inside, other);
      if (!same) {
        unlike.add(calls.get(i).rego(i) + "\n  varve " + inside + "\n  opa   " + other);
      }
    }
    assertThat(unlike).as("-Dvarve.seed=%s", seed).isEmpty();
  }

  private static boolean agree(String inside, @Nullable String outside) {
    return inside.startsWith("error: ")
        ? outside != null && outside.startsWith("error: ")
        : inside.equals(outside);
  }

  /** Each function that OPA has, with the types of its arguments. */
  private Map<String, List<List<String>>> declarations() throws Exception {
    RegoObject capabilities = (RegoObject) RegoJson.read(run(List.of("capabilities", "--current")));
    Map<String, List<List<String>>> declared = new TreeMap<>();
    for (Object item : ((RegoArray) capabilities.get("builtins")).toArray()) {
      RegoObject builtin = (RegoObject) item;
      List<List<String>> types = new ArrayList<>();
      if (((RegoObject) builtin.get("decl")).get("args") instanceof RegoArray arguments) {
        for (Object argument : arguments.toArray()) {
          types.add(types((RegoObject) argument));
        }
      }
      declared.put((String) builtin.get("name"), types);
    }
    return declared;
  }

  private static List<String> types(RegoObject declared) {
    if (!(declared.get("of") instanceof RegoArray choices)) {
      return List.of((String) declared.get("type"));
    }
    TreeSet<String> types = new TreeSet<>();
    for (Object choice : choices.toArray()) {
      types.addAll(types((RegoObject) choice));
    }
    return List.copyOf(types);
  }

  private List<@Nullable String> askOpa(List<Call> calls) throws Exception {
    StringBuilder module = new StringBuilder("package t\nid(i, j, x) := x\n");
    for (int i = 0; i < calls.size(); i++) {
      module.append("c" + i + " := sprintf(\"%v\", [[" + calls.get(i).rego(i) + "]])\n");
    }
    Path file = work.resolve("calls.rego");
    Files.writeString(file, module);
    String printed =
        run(
            List.of(
                "eval",
                "--format=json",
                "--v0-compatible",
                "--show-builtin-errors",
                "--data=" + file,
                "data.t"));
    RegoObject answer = (RegoObject) RegoJson.read(printed);
    List<@Nullable String> answers =
        new ArrayList<>(java.util.Collections.nCopies(calls.size(), null));
    RegoObject values = (RegoObject) at(answer, "result", 0L, "expressions", 0L, "value");
    for (int i = 0; i < calls.size(); i++) {
      answers.set(i, (String) values.get("c" + i));
    }
    if (answer.get("errors") instanceof RegoArray errors) {
      for (Object error : errors.toArray()) {
        Object row = at(error, "location", "row");
        int call = ((Long) row).intValue() - HEADER_LINES - 1;
        answers.set(call, "error: " + at(error, "message"));
      }
    }
    return answers;
  }

  private static Object at(Object value, Object... path) {
    Object found = value;
    for (Object key : path) {
      found = Operands.member(found, key);
      assertThat(found).as("%s in %s", key, value).isNotNull();
    }
    return found;
  }

  private String run(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(OptionalParts.opa().toString()));
    command.addAll(arguments);
    Path trouble = work.resolve("trouble.txt");
    Process process = new ProcessBuilder(command).redirectError(trouble.toFile()).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    assertThat(text).as("code %d: %s", code, Files.readString(trouble)).startsWith("{");
    return text;
  }
}
