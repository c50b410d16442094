package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.policy.PolicyPack;
import dev.varve.policy.PolicyParams;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.Rule;
import dev.varve.policy.RuleScope;
import dev.varve.testing.ImagePackaging;
import dev.varve.testing.TestImage;
import dev.varve.testing.TestLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run is for decides which findings count and what makes it fail. */
class ProfilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Path image = Path.of("");
  private Path compose = Path.of("");

  @BeforeEach
  void writeAnImageAndHowItIsRun() throws IOException {
    image = folder.resolve("web.tar");
    TestLayer layer =
        TestLayer.start()
            .program("bin/sh")
            .program("bin/web")
            .file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
    TestImage plain = TestImage.of("shop/web:1.0", layer);
    TestImage web =
        new TestImage(
            plain.refs(),
            plain.platform(),
            plain.layers(),
            Map.of("Cmd", List.of("/bin/web"), "User", "1000"),
            plain.history());
    ImagePackaging.plain(ImagePackaging.Shape.DOCKER_ARCHIVE).write(List.of(web), image);
    compose = folder.resolve("compose.yaml");
    Files.writeString(
        compose,
        """
        services:
          web: {image: "shop/web:1.0", user: "1000", cap_add: [CHOWN], security_opt: [no-new-privileges]}
        """);
  }

  @Test
  void ordinaryGateCountsRulesOfStandardsWithoutShowingThem() throws IOException {
    CommandLineRun gate = check();

    assertThat(gate.exitCode()).isZero();
    assertThat(gate.out())
        .contains("LIM-01", "2 findings outside the profile gate (--profile audit shows all)")
        .doesNotContain("PRV-03");
    assertThat(statuses("PRV-03")).containsExactly("outside-profile", "outside-profile");
    assertThat(statuses("PRV-03", "--profile", "audit")).containsExactly("fail", "fail");
  }

  @Test
  void standardsPickTheirRulesAndLevels() throws IOException {
    assertThat(statuses("PRV-03", "--profile", "pss-restricted")).containsExactly("fail", "fail");
    assertThat(statuses("LIM-01", "--profile", "pss-restricted"))
        .containsExactly("outside-profile");
    assertThat(statuses("PRV-03", "--profile", "pss-baseline")).isEmpty();
    assertThat(check("--profile", "pss-baseline").exitCode()).isZero();
    assertThat(check("--profile", "pss-restricted").exitCode()).isEqualTo(1);
    assertThat(check("--profile", "cis-docker-1.6").out()).contains("LIM-01", "low or above");
  }

  @Test
  void gateStopsAtWhatIsGraveAndUndetermined() throws IOException {
    Files.writeString(compose, "services:\n  tool: {image: elsewhere/tool}\n");

    CommandLineRun gate = check();
    assertThat(gate.exitCode()).isEqualTo(1);
    assertThat(gate.out()).contains("unknown  ENT-01", "1 unknown that gate wants known");
    assertThat(check("--fail-on", "critical").exitCode()).isZero();
    assertThat(check("--profile", "audit").exitCode()).isZero();
  }

  @Test
  void developersSeeOnlyWhatIsGrave() {
    CommandLineRun dev = check("--profile", "dev");

    assertThat(dev.exitCode()).isZero();
    assertThat(dev.out()).doesNotContain("LIM-01").contains("outside the profile dev");
  }

  @Test
  void unknownNameIsRefusedWithTheNearestOne() throws IOException {
    CommandLineRun wrong = check("--profile", "pss-baselin");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err())
        .contains("no profile is called 'pss-baselin'; did you mean 'pss-baseline'?");

    Path fleet = fleet("profile: nighty");
    CommandLineRun scan = run("scan", fleet, "-o", folder.resolve("out"));
    assertThat(scan.exitCode()).isEqualTo(2);
    assertThat(scan.err())
        .contains("fleet-file-invalid", fleet + " line 5", "did you mean 'nightly'?");

    Path params = folder.resolve("params.yaml");
    Files.writeString(params, "profile: gates\n");
    assertThat(check("--params", params.toString()).err())
        .contains("params-invalid", "did you mean 'gate'?");
  }

  @Test
  void fleetFileNamesTheProfileAndTheOptionGoesBeforeIt() throws IOException {
    Path fleet = fleet("profile: pss-restricted");
    Path out = folder.resolve("out");

    CommandLineRun scan = run("scan", fleet, "-o", out);
    assertThat(scan.exitCode()).isEqualTo(1);
    assertThat(scan.out()).contains("outside the profile pss-restricted");
    assertThat(
            JSON.readTree(out.resolve("run.json").toFile()).get("policies").get("profile").asText())
        .isEqualTo("pss-restricted");
    assertThat(Files.readString(out.resolve("findings.jsonl"))).contains("\"outside-profile\"");

    run("scan", fleet, "-o", out, "--profile", "audit");
    assertThat(Files.readString(out.resolve("findings.jsonl")))
        .contains("PRV-03")
        .doesNotContain("\"outside-profile\"");
  }

  @Test
  void scanIsForTheNightUnlessItIsSaidOtherwise() throws IOException {
    Path out = folder.resolve("out");

    CommandLineRun scan = run("scan", fleet("version: 1"), "-o", out);

    assertThat(scan.exitCode()).isZero();
    assertThat(scan.out()).contains("outside the profile nightly");
  }

  @Test
  void auditTellsOfEveryRuleWhatItSaidOfEverySubject() throws IOException {
    Path out = folder.resolve("out");
    run("scan", fleet("profile: audit"), "-o", out);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve("passes.jsonl"))) {
      lines.add(JSON.readTree(line));
    }
    assertThat(lines)
        .extracting(line -> line.at("/subject/kind").asText() + " " + name(line))
        .satisfiesExactly(
            image -> assertThat(image).isEqualTo("image shop/web:1.0"),
            container -> assertThat(container).startsWith("container ").endsWith("/web"),
            fleet -> assertThat(fleet).isEqualTo("fleet the fleet"));
    Map<RuleScope, Set<String>> ids = new EnumMap<>(RuleScope.class);
    for (Rule rule : PolicyPack.builtin().rules()) {
      ids.computeIfAbsent(rule.scope(), scope -> new TreeSet<>()).add(rule.id());
    }
    Set<String> ofImages = new TreeSet<>(ids.get(RuleScope.IMAGE));
    ofImages.addAll(ids.get(RuleScope.FILE));
    assertThat(told(lines.get(0))).containsExactlyInAnyOrderElementsOf(ofImages);
    assertThat(told(lines.get(1)))
        .containsExactlyInAnyOrderElementsOf(ids.get(RuleScope.CONTAINER));
    assertThat(told(lines.get(2))).containsExactlyInAnyOrderElementsOf(ids.get(RuleScope.FLEET));
    assertThat(texts(lines.get(1).get("found"))).contains("LIM-01").doesNotContain("PRV-01");
    assertThat(texts(lines.get(1).get("passed"))).contains("PRV-01").doesNotContain("LIM-01");

    JsonNode checked = JSON.readTree(check("--profile", "audit", "--format", "json").out());
    assertThat(checked.get("verdicts")).hasSize(2);
    for (int i = 0; i < 2; i++) {
      ObjectNode line = lines.get(i).deepCopy();
      line.remove(List.of("record", "schemaVersion"));
      assertThat(checked.get("verdicts").get(i)).isEqualTo(line);
    }
    assertThat(check("--profile", "audit").out())
        .contains("rules on image shop/web:1.0\n", "rules on container ")
        .containsPattern("  passed [0-9]+: ");
  }

  @Test
  void otherProfilesTellWhatWasFoundAlone() throws IOException {
    Path out = folder.resolve("out");
    run("scan", fleet("profile: gate"), "-o", out);

    assertThat(out.resolve("passes.jsonl")).doesNotExist();
    assertThat(JSON.readTree(check("--format", "json").out()).has("verdicts")).isFalse();
    assertThat(check().out()).doesNotContain("rules on image");
  }

  private static String name(JsonNode line) {
    return line.at("/subject/name").asText();
  }

  private static List<String> told(JsonNode line) {
    List<String> told = new ArrayList<>();
    for (String verdict : List.of("found", "undetermined", "set_aside", "passed")) {
      told.addAll(texts(line.get(verdict)));
    }
    return told;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  @Test
  void helpNamesEveryProfile() throws Exception {
    Map<String, PolicyProfile> known =
        PolicyProfile.all(PolicyParams.of(PolicyPack.builtin().data()));
    assertThat(new TreeSet<>(known.keySet()))
        .containsExactly(
            "audit", "cis-docker-1.6", "dev", "gate", "nightly", "pss-baseline", "pss-restricted");
    assertThat(run("check", "--help").out()).contains(known.keySet());
  }

  private Path fleet(String line) throws IOException {
    Path fleet = folder.resolve("fleet.yaml");
    Files.writeString(
        fleet,
        "# a fleet\nimages:\n  - {archive: \"%s\", tag: \"shop/web:1.0\"}\nruns: [{compose: compose.yaml}]\n%s\n"
                .formatted(image, line)
            + (line.startsWith("version") ? "" : "version: 1\n"));
    return fleet;
  }

  private CommandLineRun check(String... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "check",
                image,
                "--tag",
                "shop/web:1.0",
                "--run",
                compose,
                "--as-of",
                "2026-06-01"));
    arguments.addAll(Arrays.asList(more));
    return run(arguments.toArray());
  }

  private List<String> statuses(String rule, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(Arrays.asList(more));
    arguments.addAll(List.of("--format", "jsonl"));
    List<String> statuses = new ArrayList<>();
    for (String line : check(arguments.toArray(String[]::new)).out().lines().toList()) {
      JsonNode record = JSON.readTree(line);
      if (record.path("rule").asText().equals(rule)) {
        statuses.add(record.get("status").asText());
      }
    }
    return statuses;
  }

  private CommandLineRun run(Object... arguments) {
    return CommandLineRun.of(
        Map.of(
            "VARVE_STORE", folder.resolve("store").toString(),
            "TMPDIR", folder.resolve("tmp").toString()),
        Arrays.stream(arguments).map(Object::toString).toList());
  }
}
