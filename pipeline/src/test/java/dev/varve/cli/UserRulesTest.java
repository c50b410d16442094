package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that users bring, from the options to the findings. */
class UserRulesTest {
  private static final String LABEL_RULE =
      """
      # METADATA
      # title: Images name their maintainer
      # description: Somebody must answer for an image.
      # custom:
      #   id: OUR-01
      #   severity: critical
      #   scope: image
      #   remediation: Add LABEL maintainer.
      package varve.image.maintainer

      import rego.v1

      deny contains sprintf("no label %s", [label]) if {
      	some label in data.required_labels
      	not input.config.labels[label]
      }
      """;

  @TempDir private Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private final Path image =
      OptionalParts.projectRoot().resolve("fixtures/built/debian-small.tar.gz");

  @BeforeEach
  void setUp() throws IOException {
    environment.put("VARVE_STORE", folder.resolve("store").toString());
    environment.put("TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
    environment.put("PATH", OptionalParts.opa().getParent().toString());
    write("rules/maintainer.rego", LABEL_RULE);
    write("rules/labels.yaml", "required_labels: [maintainer]\n");
  }

  @Test
  void aFolderOfRulesJudgesBesideVarvesOwn() {
    CommandLineRun run =
        run("check", image, "--policy", folder.resolve("rules"), "--format", "jsonl");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("\"rule\":\"OUR-01\"", "\"message\":\"no label maintainer\"")
        .contains("\"rule\":\"ENT-01\"");
    CommandLineRun alone = run("check", image, "--policy", folder.resolve("rules"), "--no-builtin");
    assertThat(alone.out())
        .contains("critical OUR-01   no label maintainer")
        .doesNotContain("ENT-01");
  }

  @Test
  void dataIsPutOverThatOfTheRules() throws IOException {
    Path data = write("data.json", "{\"required_labels\": [\"team\", \"cost-centre\"]}");

    assertThat(ours("--data", data))
        .contains("no label team", "no label cost-centre")
        .doesNotContain("no label maintainer");
  }

  @Test
  void aBundleThatWasBuiltIsTakenWithoutOpa() throws IOException {
    Path bundle = folder.resolve("ours.tar.gz");
    assertThat(run("policy", "build", folder.resolve("rules"), "-o", bundle))
        .isEqualTo(
            new CommandLineRun(
                0,
                """
                1 rule in %s
                rule    judges  severity  title
                OUR-01  image   critical  Images name their maintainer
                """
                    .formatted(bundle),
                ""));

    environment.put("PATH", "/nonexistent");
    environment.put("VARVE_STORE", folder.resolve("other").toString());
    assertThat(run("check", image, "--policy", bundle, "--no-builtin").out())
        .contains("no label maintainer");
  }

  @Test
  void ofAWrongPolicyNothingRuns() throws IOException {
    Path missing = folder.resolve("nowhere");
    assertThat(run("check", image, "--policy", missing))
        .isEqualTo(
            new CommandLineRun(
                2,
                "",
                "error: "
                    + missing
                    + ": unreadable: there is no such folder and no such bundle of policies. Next:"
                    + " check that the file exists and that you may read it.\n"));
    write("rules/wrong.rego", "package main\n\nimport rego.v1\n\ndeny contains parse_config(1)\n");
    CommandLineRun conftest = run("check", image, "--policy", folder.resolve("rules"));
    assertThat(conftest.exitCode()).isEqualTo(2);
    assertThat(conftest.out()).isEmpty();
    assertThat(conftest.err()).contains("parse_config is a function of conftest's own");
    assertThat(run("check", image, "--no-builtin").err())
        .contains("--no-builtin leaves no rule; name others with --policy");
    assertThat(run("check", image, "--opa-token-file", folder.resolve("t")).exitCode())
        .isEqualTo(2);
  }

  @Test
  void withoutOpaAFolderIsRefusedWithWhatToDo() {
    environment.put("PATH", "/nonexistent");

    CommandLineRun run = run("check", image, "--policy", folder.resolve("rules"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("compiled by the program opa, which is not on the PATH", "varve policy build");
  }

  @Test
  void listAndShowKnowTheRules() {
    assertThat(run("policy", "list", "--policy", folder.resolve("rules"), "--no-builtin").out())
        .startsWith(
            """
            rule    judges  severity  title
            OUR-01  image   critical  Images name their maintainer
            1 rule of""");
    environment.put("COLUMNS", "400");
    assertThat(run("policy", "show", "our-01", "--policy", folder.resolve("rules")))
        .isEqualTo(
            new CommandLineRun(
                0,
                """
                OUR-01  Images name their maintainer
                critical, about each image

                Somebody must answer for an image.

                What to do
                Add LABEL maintainer.

                written in      %s/maintainer.rego, package varve.image.maintainer
                """
                    .formatted(folder.resolve("rules")),
                ""));
  }

  @Test
  void aFleetFileNamesRules() throws IOException {
    Path fleet =
        write(
            "fleet.yaml",
            "version: 1\nimages: [{archive: " + image + "}]\npolicies: [builtin, rules/]\n");
    Path out = folder.resolve("out");

    CommandLineRun run = run("scan", "-q", fleet, "-o", out, "--as-of", "2026-01-02");

    assertThat(run.err()).isEmpty();
    assertThat(Files.readString(out.resolve("findings.jsonl")))
        .contains("\"rule\":\"OUR-01\"", "\"rule\":\"ENT-01\"");
    assertThat(Files.readString(out.resolve("run.json")))
        .contains("{\"digest\":\"sha256:", "\"name\":\"builtin\"}", "\"name\":\"rules\"}");
  }

  @Test
  void timingsTellWhatEachRuleTakesTheSlowestFirst() throws IOException {
    CommandLineRun plain = run("check", image, "--policy", folder.resolve("rules"));
    CommandLineRun timed = run("check", image, "--policy", folder.resolve("rules"), "--timings");

    assertThat(timed.out()).isEqualTo(plain.out());
    // Before this table comes that of the phases.
    List<String> lines =
        timed.err().lines().dropWhile(line -> !line.equals("      ms  rule")).toList();
    assertThat(lines).isNotEmpty();
    assertThat(lines)
        .anyMatch(line -> line.matches(" *[0-9.]+  OUR-01 image"))
        .anyMatch(line -> line.matches(" *[0-9.]+  ENT-01 image"))
        .anyMatch(line -> line.matches(" *[0-9.]+  \\(reading\\) image"));
    assertThat(lines.get(lines.size() - 1)).matches(" *[0-9.]+  in all");
    List<Double> millis =
        lines.subList(1, lines.size() - 1).stream()
            .map(line -> Double.valueOf(line.strip().split(" ", 2)[0]))
            .toList();
    assertThat(millis).isSortedAccordingTo(Comparator.reverseOrder());

    Path out = folder.resolve("out");
    CommandLineRun scan = run("scan", image, "-o", out, "--timings");
    assertThat(scan.err()).contains("  ENT-01 image\n");
    assertThat(Files.readString(out.resolve("timings.json")))
        .matches("(?s).*\\{\"micros\":[0-9]+,\"rule\":\"ENT-01 image\"\\}.*");
  }

  @Test
  void testsOfRulesRunAsTheRulesDo() throws IOException {
    Path rules = folder.resolve("rules");
    assertThat(run("policy", "test", rules).err())
        .contains("there is no test: no rule whose name begins with test_")
        .contains("write one into a file whose name ends in _test.rego, such as");
    write(
        "rules/maintainer_test.rego",
        "package varve.image.maintainer_test\n\nimport rego.v1\n\n"
            + "import data.varve.image.maintainer\n\n"
            + "test_unlabelled if maintainer.deny with input as {\"config\": {\"labels\": {}}}\n\n"
            + "todo_test_later if false\n");
    assertThat(run("policy", "test", rules))
        .isEqualTo(new CommandLineRun(0, "1 test passed, 1 skipped\n", ""));

    write(
        "rules/more_test.rego",
        "package more_test\n\nimport rego.v1\n\ntest_wrong if {\n"
            + "\tprint(\"seen\")\n\t1 == 2\n}\n");
    assertThat(run("policy", "test", rules))
        .isEqualTo(
            new CommandLineRun(
                1,
                "failed  data.more_test.test_wrong  more_test.rego:5\n        seen\n"
                    + "2 tests, 1 failed, 1 skipped\n",
                ""));

    write(
        "rules/more_test.rego",
        "package more_test\n\nimport rego.v1\n\ntest_dice if rand.intn(\"dice\", 1) == 0\n");
    CommandLineRun refused = run("policy", "test", rules);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("undefined function rand.intn", "--any-builtin");
    assertThat(run("policy", "test", rules, "--any-builtin").exitCode()).isZero();
    environment.put("PATH", "/nonexistent");
    assertThat(run("policy", "test", rules).err())
        .contains("the program opa, which is not on the PATH", "openpolicyagent.org");
  }

  /** The example of the README, as it stands there. */
  @Test
  void theExampleOfTheReadmeRuns() throws IOException {
    Path root = OptionalParts.projectRoot();
    String readme = Files.readString(root.resolve("README.md"));
    String section = readme.substring(readme.indexOf("## Your own rules"));
    write("our-rules/maintainer.rego", block(section, "```rego\n"));
    String[] shown = block(section, "```\n$ scripts/varve ").split("\n", 2);

    List<String> words = new ArrayList<>(List.of(shown[0].split(" ")));
    words.replaceAll(
        word ->
            word.startsWith("fixtures/")
                ? root.resolve(word).toString()
                : word.equals("our-rules") ? folder.resolve(word).toString() : word);
    CommandLineRun run = run(words.toArray());

    assertThat(run).isEqualTo(new CommandLineRun(0, shown[1], ""));
  }

  private static String block(String text, String opening) {
    int begin = text.indexOf(opening) + opening.length();
    return text.substring(begin, text.indexOf("```", begin));
  }

  private static final String PODS =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: web}
      spec:
        containers:
          - name: web
            image: shop/web:latest
            env: [{name: DB_PASSWORD, value: correct-horse-7}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {ports: [{port: 80}]}
      """;

  private static final String CONFTEST =
      """
      package main

      import rego.v1

      deny_latest contains msg if {
      	some container in input.spec.containers
      	endswith(container.image, ":latest")
      	msg := sprintf("%s: container %s is latest, %v", [data.conftest.file.name, container.name, container.env])
      }

      warn contains {"msg": "a port", "_loc": {"file": "pods.yaml", "line": 13}} if input.spec.ports

      violation_refs contains {"msg": sprintf("%v", [refs])} if {
      	input.kind == "Pod"
      	refs := [facts.run.image_ref | some facts in data.varve.facts]
      }

      deny contains "excused" if input.kind == "Pod"

      exception contains [""] if input.kind == "Pod"
      """;

  /** Each document of a file alone, with its secrets, which no result tells. */
  @Test
  void conftestRulesJudgeRunSpecsAsTheyAreWritten() throws IOException {
    environment.put("COLUMNS", "120");
    write("conftest/a.rego", CONFTEST);
    Path pods = write("k8s/pods.yaml", PODS);
    List<String> expected =
        List.of(
            "high     main.deny_latest pods.yaml: container web is latest, [{\"name\":"
                + " \"DB_PASSWORD\", \"value\": \"****\"}]",
            "                  " + pods + "#1",
            "high     main.violation_refs [\"shop/web:latest\"]",
            "                  " + pods + "#1",
            "medium   main.warn a port",
            "                  " + pods + "#2  pods.yaml:13");

    CommandLineRun run =
        run("check", image, "--run", pods, "--policy", folder.resolve("conftest"), "--no-builtin");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().lines().dropWhile(line -> !line.equals("2 documents")).skip(1).limit(6))
        .containsExactlyElementsOf(expected);

    Path fleet =
        write(
            "fleet.yaml",
            "version: 1\nimages: [{archive: "
                + image
                + "}]\nruns: [{kubernetes: k8s/pods.yaml}]\npolicies: [conftest/]\n");
    Path out = folder.resolve("out");
    assertThat(run("scan", "-q", fleet, "-o", out, "--no-builtin", "--as-of", "2026-01-02").err())
        .isEmpty();
    assertThat(Files.readAllLines(out.resolve("findings.jsonl")))
        .extracting(line -> line.replaceAll(".*\"rule\":\"([^\"]*)\".*", "$1"))
        .containsExactly("main.deny_latest", "main.violation_refs", "main.warn");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.equals(pods)) {
          assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain("correct-horse-7");
        }
      }
    }
  }

  @Test
  void everyKindOfRunSpecReachesConftestRules() throws IOException {
    write("all/a.rego", "package main\n\nimport rego.v1\n\nwarn contains \"seen\" if true\n");
    Path runs = OptionalParts.projectRoot().resolve("fixtures/runs");

    for (String name : List.of("compose.yaml", "inspect.json")) {
      Path spec = runs.resolve(name);
      CommandLineRun run =
          run("check", image, "--run", spec, "--policy", folder.resolve("all"), "--no-builtin");
      assertThat(run.out()).contains("medium   main.warn seen\n                  " + spec + "\n");
    }
  }

  /** As conftest's documentation has it: an array of {path, contents}. */
  @Test
  void conftestRulesSeeAllDocumentsAtOnceIfAsked() throws IOException {
    write(
        "conftest/a.rego",
        """
        package main

        import rego.v1

        deny contains {"msg": msg} if {
        	pods := [p | some p in input; p.contents.kind == "Pod"]
        	services := [p | some p in input; p.contents.services]
        	msg := $"{count(input)} {count(pods)} {count(services)} {data.conftest.file.name}"
        }

        deny contains {"msg": item.path, "all": item.contents} if {
        	some item in input
        	item.contents.services
        }
        """);
    Path pods = write("k8s/pods.yaml", PODS);
    Path compose = write("compose.yaml", "services: {a: {image: x, environment: [PASSWORD=q7]}}\n");
    long ofPods = PODS.lines().filter(line -> line.startsWith("kind: ")).count();
    long onlyPods = PODS.lines().filter(line -> line.equals("kind: Pod")).count();
    String counted = (ofPods + 1) + " " + onlyPods + " 1 Combined";

    CommandLineRun run =
        run(
            "check",
            image,
            "--run",
            pods,
            "--run",
            compose,
            "--policy",
            folder.resolve("conftest"),
            "--no-builtin",
            "--combine",
            "--format",
            "jsonl");

    assertThat(run.out())
        .contains("\"message\":\"" + counted + "\"")
        .contains("\"message\":\"" + compose + "\"")
        .contains("{\"key\":\"Combined\",\"kind\":\"document\",\"name\":\"Combined\"}");
    Path fleet =
        write(
            "fleet.yaml",
            "version: 1\nimages: [{archive: "
                + image
                + "}]\nruns: [{kubernetes: k8s/pods.yaml}, {compose: compose.yaml}]\n"
                + "policies: [conftest/]\n");
    Path out = folder.resolve("out");
    assertThat(
            run(
                    "scan",
                    "-q",
                    fleet,
                    "-o",
                    out,
                    "--no-builtin",
                    "--as-of",
                    "2026-01-02",
                    "--combine")
                .err())
        .isEmpty();
    assertThat(Files.readString(out.resolve("findings.jsonl")))
        .contains("\"message\":\"" + counted + "\"");
  }

  @Test
  void optionsWithoutEffectAreRefused() {
    for (String option : List.of("--namespace=ours", "--all-namespaces", "--combine")) {
      CommandLineRun run = run("check", image, option);
      assertThat(run.exitCode()).as(option).isEqualTo(2);
      assertThat(run.err()).contains("is about rules over run specs").contains("--policy");
    }
    assertThat(run("policy", "list", "--max-entries", "1").exitCode()).isEqualTo(2);
    assertThat(run("policy", "show", "MNT-01", "--max-entries", "1").exitCode()).isEqualTo(2);
  }

  /** What cannot be judged is told, and nothing passes. */
  @Test
  void aRuleThatBreaksOffFailsTheRun() throws IOException {
    write(
        "broken/a.rego",
        "package main\n\nimport rego.v1\n\ndeny contains msg if {\n"
            + "\tside\n\tmsg := \"x\"\n}\n\nside := 1 if input.kind\n\n"
            + "side := 2 if input.kind == \"Pod\"\n");
    Path pods = write("pods.yaml", PODS);

    CommandLineRun run =
        run("check", image, "--run", pods, "--policy", folder.resolve("broken"), "--no-builtin");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("error: rule main.deny (raw/main.deny): policy-failed: judging " + pods + "#1");
    Path fleet =
        write(
            "fleet.yaml",
            "version: 1\nimages: [{archive: "
                + image
                + "}]\nruns: [{kubernetes: pods.yaml}]\npolicies: [broken/]\n");
    Path out = folder.resolve("out");
    assertThat(run("scan", "-q", fleet, "-o", out, "--no-builtin").exitCode()).isEqualTo(3);
    assertThat(Files.readString(out.resolve("failures.jsonl")))
        .contains("policy-failed", "pods.yaml#1");
  }

  private String ours(Object... more) {
    List<Object> words = new ArrayList<>(List.of("check", image, "--no-builtin"));
    words.addAll(List.of("--policy", folder.resolve("rules")));
    words.addAll(List.of(more));
    return run(words.toArray()).out();
  }

  private Path write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private CommandLineRun run(Object... arguments) {
    return CommandLineRun.of(environment, Arrays.stream(arguments).map(String::valueOf).toList());
  }
}
