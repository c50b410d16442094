package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.blob.Bytes;
import dev.varve.testing.ImagePackaging;
import dev.varve.testing.LayerCompression;
import dev.varve.testing.TarMember;
import dev.varve.testing.TestImage;
import dev.varve.testing.TestLayer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands as a user types them: results, messages, exit codes. */
class MainTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private Path app;
  private Path next;

  @BeforeEach
  void setUp() throws IOException {
    environment.put("VARVE_STORE", folder.resolve("store").toString());
    environment.put("TMPDIR", folder.resolve("tmp").toString());
    TestLayer base =
        TestLayer.start()
            .dir("bin")
            .file("bin/run", "#!/bin/sh\nexec sleep 1\n", 0755)
            .file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
            .file("etc/motd", "one\ntwo\n");
    app = image("app.tar", base, TestLayer.start().whiteout("etc/motd").file("srv/new", "x"));
    next = image("next.tar", base, TestLayer.start().file("etc/motd", "one\n2\n", 0600));
  }

  private Path image(String name, TestLayer... layers) throws IOException {
    TestImage plain = TestImage.of("team/" + name.replace(".tar", "") + ":1", layers);
    TestImage image =
        new TestImage(
            plain.refs(),
            plain.platform(),
            plain.layers(),
            Map.of("Entrypoint", List.of("/bin/run"), "User", "1000"),
            plain.history());
    return write(name, image);
  }

  private Path write(String name, TestImage... images) throws IOException {
    Path target = folder.resolve(name);
    ImagePackaging.plain(ImagePackaging.Shape.DOCKER_ARCHIVE).write(Arrays.asList(images), target);
    return target;
  }

  private CommandLineRun run(Object... arguments) {
    return CommandLineRun.of(environment, Arrays.stream(arguments).map(String::valueOf).toList());
  }

  // ---------------------------------------------------------------- usage

  @Test
  void helpNamesEveryCommand() {
    CommandLineRun help = run("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .contains("check", "inspect", "layers", "tree", "diff", "policy", "cache", "Examples:");
    assertThat(help.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check",
        "inspect",
        "layers",
        "tree",
        "diff",
        "scan",
        "verify",
        "policy",
        "policy list",
        "policy show",
        "cache",
        "cache list",
        "cache verify",
        "cache gc"
      })
  void everyCommandHasHelpWithAnExample(String command) {
    List<Object> words = new ArrayList<>(Arrays.asList((Object[]) command.split(" ")));
    words.add("--help");

    CommandLineRun help = run(words.toArray());

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).startsWith("Usage: varve " + command).contains("Example");
  }

  @Test
  void anUnknownCommandGetsASuggestion() {
    assertThat(run("layerz", "app.tar"))
        .isEqualTo(
            new CommandLineRun(
                2,
                "",
                """
                error: there is no command 'varve layerz'
                Did you mean layers?
                Try 'varve --help'.
                """));
  }

  @Test
  void anUnknownOptionGetsASuggestion() {
    assertThat(run("tree", app, "--formt=jsonl"))
        .isEqualTo(
            new CommandLineRun(
                2,
                "",
                """
                error: Unknown option: '--formt=jsonl'
                Did you mean --format?
                Try 'varve tree --help'.
                """));
  }

  @Test
  void aWrongValueIsAnsweredWithTheRightOnes() {
    assertThat(run("tree", app, "--format", "xml").err())
        .isEqualTo(
            """
            error: --format: 'xml' is none of text, json, jsonl
            Try 'varve tree --help'.
            """);
    assertThat(run("layers", app, "--max-layers", "many").exitCode()).isEqualTo(2);
    assertThat(run("check", app, "--as-of", "June").err()).contains("no date such as 2026-06-01");
    environment.put("SOURCE_DATE_EPOCH", "June");
    assertThat(run("check", app).err()).contains("SOURCE_DATE_EPOCH is 'June', not a number");
    environment.remove("SOURCE_DATE_EPOCH");
    assertThat(run("check", app, "--fail-on", "bad").err())
        .contains("'bad' is none of info, low, medium, high, critical");
  }

  @Test
  void withoutACommandThereIsNothingToDo() {
    assertThat(run().exitCode()).isEqualTo(2);
    assertThat(run("cache").err()).startsWith("error: name one of list, verify, gc");
  }

  @Test
  void versionIsOneLine() {
    assertThat(run("--version").out()).matches("varve \\d+\\.\\d+\\.\\d+\\R");
  }

  @Test
  void verboseVersionSaysWhatItRunsOn() {
    CommandLineRun version = run("--version", "--verbose");

    assertThat(version.exitCode()).isZero();
    assertThat(version.out().lines().map(line -> line.split(" ")[0]))
        .containsExactly("varve", "java", "system", "inflater", "store", "policies");
    assertThat(version.out()).contains(folder.resolve("store").toString());
  }

  // ---------------------------------------------------------------- results

  @Test
  void layersTellsWhatEachLayerDid() {
    CommandLineRun layers = run("layers", app);

    assertThat(layers.exitCode()).isZero();
    assertThat(layers.err()).isEmpty();
    assertThat(layers.out())
        .contains("team/app:1  linux/amd64  docker-archive  verified")
        .contains("layer 1  ")
        .contains("+2 ~0 -1")
        .containsPattern("  - +etc/motd")
        .containsPattern("hidden by layer 1: whiteout");
  }

  @Test
  void treeIsIndentedAndCanBeCut() {
    assertThat(run("tree", app).out())
        .contains("-rwxr-xr-x 0:0            23 B   L0    run\n")
        .contains("6 paths: 3 files, 3 directories");
    assertThat(run("tree", app, "--depth", "1").out()).contains("bin/").doesNotContain("run\n");
  }

  @Test
  void listsAreJsonInBothForms() throws IOException {
    for (String command : List.of("layers", "tree")) {
      String lines = run(command, app, "--format", "jsonl").out();
      JsonNode array = JSON.readTree(run(command, app, "--format", "json").out());

      List<JsonNode> parsed = new ArrayList<>();
      for (String line : lines.split("\n")) {
        parsed.add(JSON.readTree(line));
      }
      assertThat(array).containsExactlyElementsOf(parsed);
    }
  }

  @Test
  void inspectFollowsTheEntrypoint() throws IOException {
    CommandLineRun text = run("inspect", app);
    assertThat(text.exitCode()).isZero();
    assertThat(text.out())
        .contains("starts   /bin/run")
        .contains("user     1000: uid 1000, gid 0")
        .contains("/bin/run  0755 0:0  layer 0  via argv");

    JsonNode json = JSON.readTree(run("inspect", app, "--format", "json").out());
    assertThat(json.at("/start/links/0/path").asText()).isEqualTo("bin/run");
    assertThat(json.at("/totals/hiddenBytes").asLong()).isEqualTo(8);
    assertThat(json.at("/layers")).hasSize(2);
  }

  @Test
  void tableOfLayersFitsThePage() throws IOException {
    for (int columns : List.of(80, 110)) {
      environment.put("COLUMNS", String.valueOf(columns));
      String table = run("inspect", app).out().split("\n\n", 3)[1];
      assertThat(table).startsWith("layer  shipped").contains("made by");
      assertThat(table.lines()).allMatch(line -> line.length() <= columns);
      assertThat(table.contains("█")).isEqualTo(columns == 110);
    }
  }

  @Test
  void diffSaysWhatDiffersAndExitsWithOne() throws IOException {
    CommandLineRun text = run("diff", app, next);
    assertThat(text.exitCode()).isEqualTo(1);
    assertThat(text.out())
        .contains("Layers (1 shared)")
        .containsPattern("  \\+ -rw------- 0:0 +6 B  etc/motd")
        .contains("1 added, 2 removed, 0 modified (0 inodes)");

    JsonNode json = JSON.readTree(run("diff", app, next, "--format", "json").out());
    assertThat(json.get("differences")).hasSize(3);
    assertThat(json.at("/summary/added").asInt()).isEqualTo(1);
    assertThat(json.get("layers")).hasSize(3);
  }

  @Test
  void anImageIsTheSameAsItself() {
    assertThat(run("diff", app, app).exitCode()).isZero();
    assertThat(run("diff", app, app).out()).contains("The files are the same: 6 paths");
  }

  @Test
  void ignoredPathsDoNotCount() {
    assertThat(
            run("diff", app, next, "--ignore", "etc/**", "--ignore", "srv/**", "--ignore", "srv")
                .exitCode())
        .isZero();
  }

  @Test
  void timesAloneCountUnlessSemantic() throws IOException {
    Path early = image("early.tar", TestLayer.start().member(TarMember.file("a", "x").mtime(1, 0)));
    Path late = image("late.tar", TestLayer.start().member(TarMember.file("a", "x").mtime(2, 0)));

    assertThat(run("diff", early, late).exitCode()).isEqualTo(1);
    assertThat(run("diff", early, late, "--semantic").exitCode()).isZero();
  }

  @Test
  void showPrintsTheTextDiffOfOneFile() throws IOException {
    Path old = image("old.tar", TestLayer.start().file("etc/motd", "one\ntwo\n", 0644));

    assertThat(run("diff", old, next, "--show", "/etc/motd"))
        .isEqualTo(
            new CommandLineRun(
                1,
                """
                --- a/etc/motd
                +++ b/etc/motd
                @@ -1,2 +1,2 @@
                 one
                -two
                +2
                """,
                ""));
    assertThat(run("diff", old, next, "--show", "none").exitCode()).isEqualTo(2);
    assertThat(run("diff", old, old, "--show", "etc/motd").exitCode()).isZero();
  }

  @Test
  void tagsChooseAmongSeveralImages() throws IOException {
    Path both =
        write(
            "both.tar",
            TestImage.of("team/one:1", TestLayer.start().file("a", "1")),
            TestImage.of("team/two:1", TestLayer.start().file("a", "2"), TestLayer.start()));

    CommandLineRun unclear = run("layers", both);
    assertThat(unclear.exitCode()).isEqualTo(2);
    assertThat(unclear.err()).contains("several-images", "#0 team/one:1", "--tag").hasLineCount(1);
    assertThat(run("tree", both, "--tag", "team/two:1").exitCode()).isZero();
    assertThat(run("tree", both + ":team/one:1").exitCode()).isZero();
    assertThat(run("diff", both, both, "--tag-a", "#0", "--tag-b", "#1").exitCode()).isEqualTo(1);
    assertThat(run("tree", both, "--tag", "team/three:1").err()).contains("no-such-image");
  }

  // ---------------------------------------------------------------- check

  @Test
  void checkJudgesAnImageWithTheWayItIsRun() throws IOException {
    Path compose = folder.resolve("compose.yaml");
    Files.writeString(compose, "services:\n  api:\n    image: team/app:1\n    privileged: true\n");

    CommandLineRun failed = run("check", app, "--run", compose, "--as-of", "2026-06-01");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.out()).contains("PRV-01", "compose.yaml:4", "failed: ");

    List<JsonNode> findings = new ArrayList<>();
    for (String line : run("check", app, "--run", compose, "--format", "jsonl").out().split("\n")) {
      findings.add(JSON.readTree(line));
    }
    assertThat(findings)
        .anySatisfy(finding -> assertThat(finding.get("rule").asText()).isEqualTo("PRV-01"));
    assertThat(JSON.readTree(run("check", app, "--format", "json").out()).get("images")).hasSize(1);
  }

  @Test
  void phasesAreToldBesideTheResults() {
    List<String> expected =
        List.of(
            "phase",
            "start of the JVM",
            "arguments",
            "run specs",
            "policies",
            "images",
            "facts and settlement",
            "rules",
            "results",
            "in all");
    CommandLineRun plain = run("check", app, "--as-of", "2026-06-01");
    CommandLineRun timed = run("check", app, "--as-of", "2026-06-01", "--phases");

    assertThat(timed.out()).isEqualTo(plain.out());
    assertThat(timed.exitCode()).isEqualTo(plain.exitCode());
    assertThat(timed.err().lines().map(line -> line.replaceFirst("^ *([0-9.]+|ms)  ", "")))
        .containsExactlyElementsOf(expected);
    assertThat(plain.err()).isEmpty();
    assertThat(run("check", app, "--as-of", "2026-06-01", "--timings").err())
        .startsWith("      ms  phase\n")
        .contains("\n      ms  rule\n");
  }

  @Test
  void checkTakesVariablesProfilesAndMappingsForRunSpecs() throws IOException {
    Path compose = folder.resolve("compose.yaml");
    Files.writeString(
        compose,
        "services:\n  api: {image: '${NAME}', privileged: true}\n"
            + "  tool: {image: x, profiles: [debug], pid: host}\n");

    CommandLineRun open = run("check", app, "--run", compose, "--format", "jsonl");
    assertThat(open.err())
        .contains("note: ", "compose.yaml:3: service 'tool' is left out", "(debug) none is active");
    assertThat(rulesOf(open)).contains("PRV-01").doesNotContain("NS-02");
    CommandLineRun all =
        run("check", app, "--run", compose, "--compose-profile", "*", "--format", "jsonl");
    assertThat(all.err()).isEmpty();
    assertThat(rulesOf(all)).contains("PRV-01", "NS-02");

    assertThat(containersWithImage(run("check", app, "--run", compose, "--format", "jsonl")))
        .isFalse();
    assertThat(
            containersWithImage(
                run(
                    "check",
                    app,
                    "--run",
                    compose,
                    "--env",
                    "NAME=team/app:1",
                    "--format",
                    "jsonl")))
        .isTrue();
    assertThat(
            containersWithImage(
                run("check", app, "--run", compose, "--map", "api=" + app, "--format", "jsonl")))
        .isTrue();
    assertThat(
            rulesOf(
                run(
                    "check",
                    app,
                    "--run",
                    "docker run --pid=host team/app:1",
                    "--format",
                    "jsonl")))
        .contains("NS-02");
  }

  private List<String> rulesOf(CommandLineRun checked) throws IOException {
    List<String> rules = new ArrayList<>();
    for (String line : checked.out().lines().toList()) {
      JsonNode record = JSON.readTree(line);
      if (record.get("record").asText().equals("finding")) {
        rules.add(record.get("rule").asText());
      }
    }
    return rules;
  }

  /** Whether the rule that needs the image of a container could be decided. */
  private boolean containersWithImage(CommandLineRun checked) throws IOException {
    for (String line : checked.out().lines().toList()) {
      JsonNode finding = JSON.readTree(line);
      if (finding.path("rule").asText().equals("ENT-01")
          && finding.get("status").asText().equals("undetermined")) {
        return false;
      }
    }
    return checked.out().contains("PRV-01");
  }

  @Test
  void checkPassesBelowTheThreshold() throws IOException {
    Path working =
        image(
            "working.tar",
            TestLayer.start()
                .program("bin/run")
                .file("etc/passwd", "app:x:1000:1000:app:/:/bin/run\n"));

    CommandLineRun passed = run("check", working);

    assertThat(passed.out()).contains("passed: ");
    assertThat(passed.exitCode()).isZero();
  }

  @Test
  void anImageThatIsNotVerifiedFailsWhateverTheThreshold() throws IOException {
    Path corrupt = folder.resolve("corrupt");
    ImagePackaging.of(Map.of("shape", "oci-layout", "corrupt", "diff-id"))
        .write(List.of(TestImage.of("a:1", TestLayer.start().file("a", "x"))), corrupt);

    CommandLineRun failed = run("check", corrupt, "--fail-on", "critical");

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.out()).contains("NOT VERIFIED", "diff-id-mismatch");
  }

  @Test
  void structuralErrorsAreFindingsOfHighSeverity() throws IOException {
    Path odd = image("odd.tar", TestLayer.start().file("../../etc/passwd", "x"));

    CommandLineRun failed = run("check", odd);

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.out())
        .containsPattern("high +unsafe-path +unsafe-path at \\.\\./\\.\\./etc/passwd");
  }

  // ---------------------------------------------------------------- refusals

  @Test
  void oneRefusedImageIsTwoAndOneOfSeveralIsThree() throws IOException {
    Path broken = folder.resolve("broken.tar");
    Files.write(broken, new byte[1024]);

    assertThat(run("check", broken))
        .isEqualTo(new CommandLineRun(2, "", run("layers", broken).err()));
    assertThat(run("layers", broken).exitCode()).isEqualTo(2);
    assertThat(run("layers", broken).err())
        .startsWith("error: " + broken + ": not-an-image: ")
        .contains(". Next: ")
        .hasLineCount(1);
    CommandLineRun several = run("check", broken, app);
    assertThat(several.exitCode()).isEqualTo(3);
    assertThat(several.out()).contains("team/app:1", "1 image refused");
  }

  @Test
  void aLimitThatIsExceededNamesItselfAndItsOption() {
    CommandLineRun refused = run("layers", app, "--max-layer-bytes", "1k");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("layer 0", "layer-too-large", "raise --max-layer-bytes")
        .hasLineCount(1);
  }

  @Test
  void truncatedGzipIsRefusedWithTheLayerAndTheOffset() throws IOException {
    Path cut = folder.resolve("cut");
    TestImage image = TestImage.of("a:1", TestLayer.start().file("a", "x".repeat(5000)));
    ImagePackaging.of(
            Map.of("shape", "oci-layout", "corrupt", "truncate-gzip", "layerCompression", "gzip"))
        .write(
            List.of(
                new TestImage(
                    image.refs(),
                    image.platform(),
                    List.of(
                        new TestImage.Layer(image.layers().get(0).tar(), LayerCompression.GZIP)),
                    Map.of(),
                    List.of())),
            cut);

    CommandLineRun refused = run("tree", cut);

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("layer 0", "gzip-truncated").hasLineCount(1);
  }

  // ---------------------------------------------------------------- hostile text

  @Test
  void nothingFromAnImageReachesTheTerminalUnescaped() throws IOException {
    String evil = "a\u001b[2J\u0007\r\n\u202egnp.exe";
    TestLayer layer =
        TestLayer.start()
            .member(TarMember.file(evil, "x"))
            .member(TarMember.symlink("link", evil))
            .member(TarMember.ofType('0', Bytes.wrap(new byte[] {'b', (byte) 0x9b, 'm'})))
            .member(TarMember.hardlink("hard" + evil, "missing" + evil));
    TestImage image =
        new TestImage(
            List.of("team/evil:1"),
            "linux/amd64",
            TestImage.of("x:1", layer).layers(),
            Map.of("User", evil, "Entrypoint", List.of("/" + evil, evil)),
            List.of(Map.of("created_by", "RUN " + evil)));
    Path hostile = write("hostile.tar", image);

    for (CommandLineRun run :
        List.of(
            run("layers", hostile),
            run("tree", hostile),
            run("inspect", hostile),
            run("diff", app, hostile),
            run("check", hostile),
            run("tree", hostile, "--tag", evil),
            run("layers", evil))) {
      Stream.of(run.out(), run.err())
          .forEach(
              text ->
                  assertThat(text.chars().filter(c -> c != '\n'))
                      .noneMatch(c -> Character.isISOControl(c) || c == 0x202e));
    }
    assertThat(run("tree", hostile).out()).contains("a\\x1b[2J\\x07\\r\\n\\u202egnp.exe");
  }

  @Test
  void coloursAreForTerminalsThatWantThem() {
    List<String> command = List.of("tree", app.toString());

    assertThat(CommandLineRun.of(environment, command).out()).doesNotContain("\u001b");
    assertThat(CommandLineRun.onTerminal(environment, command).out()).contains("\u001b[1;34mbin/");
    environment.put("NO_COLOR", "1");
    assertThat(CommandLineRun.onTerminal(environment, command).out()).doesNotContain("\u001b");
    assertThat(
            CommandLineRun.of(environment, List.of("tree", app.toString(), "--color", "always"))
                .out())
        .contains("\u001b");
  }

  // ---------------------------------------------------------------- housekeeping

  @Test
  void theCacheIsListedVerifiedAndCleaned() throws IOException {
    run("layers", app);

    assertThat(run("cache", "list").out()).contains("2 layers, ");
    assertThat(run("cache", "verify").exitCode()).isZero();
    damageAListing();
    assertThat(run("cache", "verify").exitCode()).isEqualTo(1);
    assertThat(run("layers", app).exitCode()).isZero();
    assertThat(run("cache", "verify").exitCode()).isZero();
    assertThat(run("cache", "gc", "--unused-days", "0").out()).startsWith("deleted 2 layers");
    assertThat(run("cache", "list").out()).startsWith("0 layers");
  }

  private void damageAListing() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("store"))) {
      Path listing = files.filter(file -> file.endsWith("listing.avro")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(listing);
      bytes[bytes.length / 2] ^= 1;
      Files.write(listing, bytes);
    }
  }

  @Test
  void aDamagedListingIsReportedAsTheOptionsSay() throws IOException {
    run("layers", app);
    damageAListing();
    assertThat(run("tree", app).err())
        .startsWith("warning: ")
        .contains("is damaged")
        .hasLineCount(1);
    damageAListing();
    JsonNode line = JSON.readTree(run("tree", app, "--log-format", "json").err());
    assertThat(line.get("level").asText()).isEqualTo("warning");
    damageAListing();
    assertThat(run("tree", app, "--quiet").err()).isEmpty();
  }

  @Test
  void closedPipeNeverPassesAFailingCheck() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    Console console =
        new Console(closed, OutputStream.nullOutputStream(), environment, false, false, () -> 0);

    assertThat(Main.run(console, "check", app.toString())).isEqualTo(141);
  }

  @Test
  void policiesAreListedAndShown() {
    assertThat(run("policy", "list").out()).contains("MNT-01", "critical");
    assertThat(run("policy", "show", "prv-01").out()).startsWith("PRV-01").contains("What to do");
    assertThat(run("policy", "show", "XYZ-99").exitCode()).isEqualTo(2);
  }

  @Test
  void nothingIsLeftOutsideTheStore() throws IOException {
    run("check", app);
    run("diff", app, next, "--show", "etc/motd");
    run("layers", folder.resolve("nothing.tar"));
    run("layers", app, "--max-entries", "1", "--store", folder.resolve("other"));

    try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
      assertThat(left).isEmpty();
    }
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("app.tar", "next.tar", "store", "other", "tmp");
    }
    for (String store : List.of("store", "other")) {
      Path unfinished = folder.resolve(store).resolve("tmp");
      if (Files.exists(unfinished)) {
        try (Stream<Path> left = Files.list(unfinished)) {
          assertThat(left).isEmpty();
        }
      }
    }
  }
}
