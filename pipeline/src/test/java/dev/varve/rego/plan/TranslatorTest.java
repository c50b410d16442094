package dev.varve.rego.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.rego.EvaluationError;
import dev.varve.rego.Program;
import dev.varve.rego.RegoArray;
import dev.varve.rego.RegoJson;
import dev.varve.rego.RegoObject;
import dev.varve.testing.OptionalParts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.CodeSizeEvaluator;

/** What OPA plans is evaluated here as {@code opa eval} evaluates it. */
class TranslatorTest {
  private static final String MAIN = "dev.varve.rego.plan.TestRules";

  /** HotSpot interprets larger methods for ever. */
  private static final int LARGEST_COMPILED = 8_000;

  private static final String LANGUAGE =
      """
      package test

      import rego.v1

      numbers := [1, 2.50, 1e3, -0, 12345678901234567890]

      default absent := "default"

      absent := input.nothing

      sets contains x if some x in input.list

      sets contains {"a", "b"}

      partial[k] := v if some k, v in input.object

      nested[x].y[z] := 1 if {
      	some x in ["p", "q"]
      	some z in [true, null]
      }

      every_small if {
      	every n in input.list {
      		n < 10
      	}
      }

      every_even if {
      	every n in input.list {
      		n % 2 == 0
      	}
      }

      not_there if not input.nothing

      unified := [a, b] if [a, {"x": b}] = [input.list[0], {"x": input.object.k}]

      scanned := [[i, v] | some i, v in {3, 1, 2}]

      keys := [k | some k, _ in {"b": 1, "a": 2, "\u00e9": 3, "\ud83d\ude00": 4, "\uffee": 5}]

      f(x) := "small" if x < 3

      f(x) := "large" if x >= 3

      else_chain(x) := 1 if {
      	x == "one"
      } else := 2 if {
      	x == "two"
      } else := 3

      called := [f(1), f(5), else_chain("one"), else_chain("two"), else_chain("x")]

      with_input := y if y := every_small with input as {"list": [11]}

      with_part := y if y := [input.list, input.object.k] with input.object.k as "other"

      with_data := y if y := data.test.from_data with data.given.deep.value as 7

      from_data := data.given.deep.value

      with_mock := y if y := f(1) with f as "mocked"

      with_undefined if with_input

      dynamic := [v | some name in ["a", "b", "d", "missing"]
      	v := data.test.inner[name]]


      membership := [1 in [1, 2], "a" in {"a"}, 2 in {"k": 2}, 3 in [1]]

      compared := [x | some x in [1 == 1.0, "a" < "b", [1, 2] > [1], {1} != {1.0}, null < false]]

      text := $"a {input.object.k} b {input.nothing}"

      whole := data.test.inner

      merged := object.union({"a": {"b": 1}}, {"a": {"c": 2}})
      """;

  private static final String INNER =
      "package test.inner\n\nimport rego.v1\n\na := 1\n\nb contains x if some x in [2, 3]\n\n"
          + "c(x) := x\n\nd if false\n";

  private static final String INPUT = "{\"list\":[3,1,2],\"object\":{\"k\":\"v\",\"l\":[null]}}";
  private static final String DATA = "{\"given\":{\"deep\":{\"value\":5,\"other\":6}}}";

  @TempDir private Path work;

  @Test
  void theLanguageMeansWhatItMeansToOpa() throws Exception {
    write("test.rego", LANGUAGE);
    write("inner.rego", INNER);
    write("input.json", INPUT);
    write("data.json", DATA);
    Program program = Translator.translate(plan("test"), MAIN).load();
    String answer =
        RegoJson.text(program.evaluate("test", RegoJson.read(INPUT), RegoJson.read(DATA)));

    String expected =
        run(
            "eval",
            "--format=json",
            "--strict-builtin-errors",
            "--input=input.json",
            "--data=test.rego",
            "--data=inner.rego",
            "--data=data.json",
            "data.test");
    RegoObject result = (RegoObject) RegoJson.read(expected);
    Object value =
        ((RegoObject)
                ((RegoArray)
                        ((RegoObject) ((RegoArray) result.get("result")).get(0)).get("expressions"))
                    .get(0))
            .get("value");
    assertThat(answer).isEqualTo(RegoJson.text(value));
    assertThat(answer).contains("\"with_mock\":\"mocked\"", "\"every_small\":true");
  }

  @Test
  void conflictsNameTheirPlace() throws Exception {
    write(
        "test.rego",
        "package test\n\n"
            + "import rego.v1\n\n"
            + "one := x if some x in [1, 2]\n\n"
            + "two[k] := x if {\n"
            + "\tsome x in [1, 2]\n"
            + "\tk := \"k\"\n"
            + "}\n\n"
            + "three := to_number(\"x\")\n");
    Program program = Translator.translate(plan("test/one", "test/two", "test/three"), MAIN).load();
    assertThatThrownBy(() -> program.evaluate("test/one", new RegoObject(), new RegoObject()))
        .isInstanceOf(EvaluationError.class)
        .hasMessage("test.rego:5:1: var assignment conflict");
    assertThatThrownBy(() -> program.evaluate("test/two", new RegoObject(), new RegoObject()))
        .isInstanceOf(EvaluationError.class)
        .hasMessage("test.rego:7:1: object insert conflict");
    assertThatThrownBy(() -> program.evaluate("test/three", new RegoObject(), new RegoObject()))
        .isInstanceOf(EvaluationError.class)
        .hasMessageStartingWith("to_number: ");
  }

  /** As conftest's users write them: all in one package, and so in one function of the plan. */
  @Test
  void aRuleOfManyBodiesIsCutIntoMethodsThatAreCompiled() throws Exception {
    StringBuilder rego = new StringBuilder("package test\n\nimport rego.v1\n");
    for (int i = 0; i < 1_500; i++) {
      rego.append("\ndeny contains msg if {\n\tinput.n == ").append(i);
      rego.append("\n\tsome x in input.list\n\tx.name != \"n").append(i);
      rego.append("\"\n\tmsg := sprintf(\"%v %d\", [x.name, ").append(i).append("])\n}\n");
    }
    write("test.rego", rego.toString());
    TranslatedPlan plan = Translator.translate(plan("test/deny"), MAIN);
    Object input = RegoJson.read("{\"n\":1499,\"list\":[{\"name\":\"a\"},{\"name\":\"n1499\"}]}");
    assertThat(plan.load().evaluate("test/deny", input, new RegoObject()))
        .hasToString("[\"a 1499\"]");
    Map<String, Integer> sizes = sizes(plan);
    assertThat(sizes).hasSizeGreaterThan(1_500);
    // What calls the parts runs once, and what makes constants too.
    assertThat(sizes.keySet())
        .filteredOn(name -> sizes.getOrDefault(name, 0) > LARGEST_COMPILED)
        .allMatch(name -> name.endsWith(".deny_0") || name.endsWith(".<clinit>"));
  }

  @Test
  void methodsOfTheCatalogueAreSmallEnoughToBeCompiled() throws Exception {
    Path plan =
        OptionalParts.projectRoot()
            .resolve("pipeline/src/main/resources/dev/varve/policy/plan.json");
    TranslatedPlan translated =
        Translator.translate(PlanReader.read(Files.readAllBytes(plan)), MAIN);
    assertThat(sizes(translated).values())
        .hasSizeGreaterThan(500)
        .allMatch(size -> size < LARGEST_COMPILED);
    assertThat(TranslatedPlan.read(translated.bytes()).bytes()).isEqualTo(translated.bytes());
  }

  @Test
  void whatIsNoPlanIsRefused() {
    for (String text :
        List.of(
            "",
            "[]",
            "{}",
            "{\"static\":{},\"plans\":{\"plans\":[{\"name\":\"a\",\"blocks\":[{\"stmts\":"
                + "[{\"type\":\"OddStmt\",\"stmt\":{}}]}]}]}}",
            "{\"static\":{},\"plans\":{\"plans\":[{\"name\":\"a\",\"blocks\":[{\"stmts\":"
                + "[{\"type\":\"MakeNumberRefStmt\",\"stmt\":{\"Index\":7,\"target\":3}}]}]}]}}",
            "{\"static\":{},\"plans\":{\"plans\":[{\"name\":\"a\",\"blocks\":[{\"stmts\":"
                + "[{\"type\":\"BreakStmt\",\"stmt\":{\"index\":9}}]}]}]}}",
            "{\"static\":{},\"plans\":{\"plans\":[{\"name\":\"a\",\"blocks\":[{\"stmts\":"
                + "[{\"type\":\"CallStmt\",\"stmt\":{\"func\":\"odd\",\"args\":[],\"result\":3}}"
                + "]}]}]}}")) {
      assertThatThrownBy(
              () ->
                  Translator.translate(
                      PlanReader.read(text.getBytes(StandardCharsets.UTF_8)), MAIN))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aPlanOfNothingIsAProgramThatAnswersNothing() {
    byte[] nothing = "{\"static\":{},\"plans\":{\"plans\":[]}}".getBytes(StandardCharsets.UTF_8);
    Program program = Translator.translate(PlanReader.read(nothing), MAIN).load();
    assertThatThrownBy(() -> program.evaluate("a", new RegoObject(), new RegoObject()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no entrypoint a");
  }

  /** Bytes of code by method, or a few more. */
  private static Map<String, Integer> sizes(TranslatedPlan plan) {
    Map<String, Integer> sizes = new TreeMap<>();
    plan.classes()
        .forEach(
            (name, file) ->
                new ClassReader(file)
                    .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                          @Override
                          public MethodVisitor visitMethod(
                              int access,
                              String method,
                              String type,
                              String signature,
                              String[] exceptions) {
                            return new CodeSizeEvaluator(null) {
                              @Override
                              public void visitEnd() {
                                sizes.put(name + "." + method, getMaxSize());
                              }
                            };
                          }
                        },
                        0));
    return sizes;
  }

  private Plan plan(String... entrypoints) throws Exception {
    String[] command = new String[entrypoints.length + 4];
    command[0] = "build";
    command[1] = "--target=plan";
    command[2] = "--output=bundle.tar.gz";
    command[3] = ".";
    for (int i = 0; i < entrypoints.length; i++) {
      command[4 + i] = "--entrypoint=" + entrypoints[i];
    }
    run(command);
    Process tar =
        new ProcessBuilder("tar", "-xzOPf", "bundle.tar.gz", "/plan.json")
            .directory(work.toFile())
            .start();
    Plan plan = PlanReader.read(tar.getInputStream().readAllBytes());
    assertThat(tar.waitFor()).isZero();
    return plan;
  }

  private String run(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = OptionalParts.opa().toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Path output = work.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(output)).isZero();
    return Files.readString(output);
  }

  private void write(String name, String text) throws Exception {
    Files.writeString(work.resolve(name), text);
  }
}
