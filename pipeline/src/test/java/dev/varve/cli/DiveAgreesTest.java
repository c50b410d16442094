package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.testing.FixtureBuilder;
import dev.varve.testing.ImagePackaging;
import dev.varve.testing.ImagePackaging.Shape;
import dev.varve.testing.LayerCompression;
import dev.varve.testing.OptionalParts;
import dev.varve.testing.RandomLayers;
import dev.varve.testing.TarMember;
import dev.varve.testing.TestImage;
import dev.varve.testing.TestLayer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code inspect --format dive-json} and {@code --dive-ci} say what the real dive says of the same
 * archive. Where they differ on purpose, a test names the difference and shows both sides.
 */
class DiveAgreesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Each has a difference that is named below. */
  private static final List<String> ODD_FIXTURES = List.of("quirks/tar:1", "quirks/markers:1");

  @TempDir private Path folder;

  /** An image and how it is stored. */
  record Case(String name, TestImage image, Shape shape) {
    @Override
    public String toString() {
      return name + ", " + shape;
    }
  }

  // ---------------------------------------------------------------- the same

  static Stream<Case> fixtures() throws IOException {
    List<Case> cases = new ArrayList<>();
    Path fixtures = OptionalParts.projectRoot().resolve("fixtures");
    for (List<TestImage> images : FixtureBuilder.images(fixtures).values()) {
      for (TestImage image : images) {
        if (ODD_FIXTURES.stream().noneMatch(image.refs()::contains)) {
          String name = image.refs().toString();
          cases.add(new Case(name, image, Shape.DOCKER_V25));
          // Of layers in folders dive takes the name for the form.
          cases.add(new Case(name, uncompressed(image), Shape.DOCKER_ARCHIVE));
        }
      }
    }
    return cases.stream();
  }

  private static TestImage uncompressed(TestImage image) {
    return new TestImage(
        image.refs(),
        image.platform(),
        image.layers().stream()
            .map(layer -> new TestImage.Layer(layer.tar(), LayerCompression.NONE))
            .toList(),
        image.config(),
        image.history());
  }

  static Stream<Case> random() {
    return LongStream.rangeClosed(1, 40)
        .mapToObj(seed -> new Case("seed " + seed, new Builds(seed).image(), Shape.DOCKER_ARCHIVE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"fixtures", "random"})
  void exportsAreTheSame(Case one) throws Exception {
    Path archive = archive(one.image(), one.shape());

    assertThat(lines(ours(archive))).isEqualTo(lines(dives(archive)));
  }

  static Stream<Case> hostile() {
    return LongStream.rangeClosed(1, 60)
        .mapToObj(seed -> new Case("seed " + seed, odd(seed), Shape.DOCKER_ARCHIVE));
  }

  /** Of markers of nothing the score differs; see below. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void exportsOfOddImagesAreTheSameButForTheScore(Case one) throws Exception {
    Path archive = archive(one.image(), one.shape());
    JsonNode ours = ours(archive);
    JsonNode dives = dives(archive);

    assertThat(withoutScore(lines(ours))).isEqualTo(withoutScore(lines(dives)));
    assertThat(score(dives)).isLessThanOrEqualTo(score(ours));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("random")
  void thresholdsAreJudgedTheSame(Case one) throws Exception {
    Path archive = archive(one.image(), one.shape());
    Random random = new Random(one.name().hashCode());
    JsonNode image = ours(archive).get("image");
    for (int i = 0; i < 4; i++) {
      Path rules = folder.resolve("rules-" + i);
      // Near what the image has, so that each side of a threshold is met.
      double step = (random.nextInt(3) - 1) * 1e-3;
      double share = Math.max(0, Math.min(1, image.get("efficiencyScore").asDouble() + step));
      long wasted = Math.max(0, image.get("inefficientBytes").asLong() + random.nextInt(3) - 1);
      Files.writeString(
          rules,
          "rules:\n  lowestEfficiency: "
              + (random.nextInt(4) == 0 ? "disabled" : share)
              + "\n  highestWastedBytes: '"
              + (random.nextInt(4) == 0 ? "disabled" : wasted + " B")
              + "'\n  highestUserWastedPercent: "
              + List.of("disabled", "0.0", "0.05", "1").get(random.nextInt(4))
              + "\n");

      assertThat(passes(archive, rules))
          .as(Files.readString(rules))
          .isEqualTo(divePasses(archive, rules));
    }
  }

  @Test
  void thresholdsThatAreLeftOutAreDives() throws Exception {
    Path rules = folder.resolve("rules");
    for (String content : List.of("", "rules:\n", "rules: {HIGHESTWASTEDBYTES: 1kib}\n")) {
      Files.writeString(rules, content);
      for (Case one : random().limit(12).toList()) {
        Path archive = archive(one.image(), one.shape());

        assertThat(passes(archive, rules)).as(content).isEqualTo(divePasses(archive, rules));
      }
    }
  }

  // ---------------------------------------------------------------- known differences

  /** dive notes −1 for the smallest size of a path before it finds that nothing is there. */
  @Test
  void forAMarkerOfNothingDiveTakesAByteOffTheScore() throws Exception {
    TestImage image =
        TestImage.of(
            "r/i:1",
            TestLayer.start().file("a", "x".repeat(100)),
            TestLayer.start().whiteout("never-was"));
    Path archive = archive(image, Shape.DOCKER_ARCHIVE);

    assertThat(score(ours(archive))).isEqualTo(1.0);
    assertThat(score(dives(archive))).isEqualTo(0.99);
  }

  /** aufs kept links there; dive takes the folder for a marker that removes {@code .wh.plnk}. */
  @Test
  void forTheLinksOfAufsDiveTakesAByteOffTheScore() throws Exception {
    TestImage image =
        TestImage.of(
            "r/i:1",
            TestLayer.start().file("a", "x".repeat(100)),
            TestLayer.start().dir(".wh..wh.plnk"));
    Path archive = archive(image, Shape.DOCKER_ARCHIVE);

    assertThat(score(ours(archive))).isEqualTo(1.0);
    assertThat(score(dives(archive))).isEqualTo(0.99);
  }

  /** dive takes a marker without a name for one of its folder and goes on; semantics.md stops. */
  @Test
  void aMarkerWithoutANameEndsAWalkHereOnly() throws Exception {
    TestImage image =
        TestImage.of(
            "r/i:1",
            TestLayer.start().dir("d").file("d/f", "four"),
            TestLayer.start().file("d/.wh.", "").file("d/f", "more"));
    Path archive = archive(image, Shape.DOCKER_ARCHIVE);

    assertThat(ours(archive).at("/image/inefficientBytes").asLong()).isZero();
    assertThat(dives(archive).at("/image/inefficientBytes").asLong()).isEqualTo(8);
  }

  /** dive resolves {@code ..} in names; a layer's own name stays what it is here. */
  @Test
  void namesThatLeadOutsideAreKeptAsTheyAre() throws Exception {
    TestImage image = TestImage.of("r/i:1", TestLayer.start().file("a/../b", "x"));
    Path archive = archive(image, Shape.DOCKER_ARCHIVE);

    assertThat(ours(archive).at("/layer/0/fileList/0/path").asText()).isEqualTo("a/../b");
    assertThat(dives(archive).at("/layer/0/fileList/0/path").asText()).isEqualTo("b");
  }

  @Test
  void namesThatAreNoTextAreKept() throws Exception {
    Bytes name = Bytes.fromHex("61ff62");
    TestImage image =
        TestImage.of(
            "r/i:1", TestLayer.start().member(TarMember.ofType('0', name).content(Bytes.EMPTY)));
    Path archive = archive(image, Shape.DOCKER_ARCHIVE);

    JsonNode file = ours(archive).at("/layer/0/fileList/0");
    assertThat(file.get("path").asText()).isEqualTo("a\\xffb");
    assertThat(file.get("pathB64").binaryValue()).isEqualTo(name.toArray());
    assertThat(dives(archive).at("/layer/0/fileList/0/path").asText()).isEqualTo("a\ufffdb");
  }

  @Test
  void globalHeadersAreReadHere() throws Exception {
    TestImage image =
        FixtureBuilder.images(OptionalParts.projectRoot().resolve("fixtures")).values().stream()
            .flatMap(List::stream)
            .filter(fixture -> fixture.refs().contains("quirks/tar:1"))
            .findFirst()
            .orElseThrow();
    Path archive = archive(image, Shape.DOCKER_V25);

    assertThat(ours(archive).get("layer")).hasSize(image.layers().size());
    assertThat(dive(archive, "--json", folder.resolve("out").toString())).isEqualTo(1);
  }

  // ---------------------------------------------------------------- running both

  private Path archive(TestImage image, Shape shape) throws IOException {
    Path archive = folder.resolve("image.tar");
    ImagePackaging.plain(shape).write(List.of(image), archive);
    return archive;
  }

  private JsonNode ours(Path archive) throws IOException {
    CommandLineRun run = inspect(archive, "--format", "dive-json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JSON.readTree(run.out());
  }

  private CommandLineRun inspect(Path archive, String... options) {
    Map<String, String> environment = Map.of("VARVE_STORE", folder.resolve("store").toString());
    return CommandLineRun.of(
        environment,
        Stream.concat(Stream.of("inspect", archive.toString()), Stream.of(options)).toList());
  }

  private boolean passes(Path archive, Path rules) {
    CommandLineRun run = inspect(archive, "--dive-ci", rules.toString());
    assertThat(run.exitCode()).as(run.err()).isIn(0, 1);
    return run.exitCode() == 0;
  }

  private JsonNode dives(Path archive) throws Exception {
    Path export = folder.resolve("dive.json");
    Files.deleteIfExists(export);
    assertThat(dive(archive, "--json", export.toString())).isZero();
    return JSON.readTree(export.toFile());
  }

  private boolean divePasses(Path archive, Path rules) throws Exception {
    return dive(archive, "--ci", "--ci-config", rules.toString()) == 0;
  }

  private int dive(Path archive, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(OptionalParts.program("dive").toString());
    command.addAll(List.of("--source", "docker-archive", archive.toString()));
    command.addAll(List.of(options));
    ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
    // Neither the user's settings, nor a CI's, are to have a say.
    process.environment().put("HOME", folder.toString());
    process.environment().keySet().removeIf(name -> name.equals("CI") || name.startsWith("XDG_"));
    Process dive = process.start();
    dive.getOutputStream().close();
    String said = new String(dive.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exitCode = dive.waitFor();
    assertThat(exitCode).as(said).isIn(0, 1);
    return exitCode;
  }

  // ---------------------------------------------------------------- comparing

  private static double score(JsonNode export) {
    return export.at("/image/efficiencyScore").asDouble();
  }

  private static List<String> withoutScore(List<String> lines) {
    return lines.stream().filter(line -> !line.startsWith("efficiencyScore")).toList();
  }

  /** All of an export, one fact a line; wasteful paths have an order of their own. */
  private static List<String> lines(JsonNode export) {
    List<String> lines = new ArrayList<>();
    TreeSet<String> wasteful = new TreeSet<>();
    export.at("/image/fileReference").forEach(file -> wasteful.add("  wasteful " + sorted(file)));
    export
        .get("image")
        .properties()
        .forEach(
            member -> {
              if (member.getValue().isNumber()) {
                lines.add(member.getKey() + " " + member.getValue().asDouble());
              }
            });
    lines.sort(null);
    lines.addAll(wasteful);
    for (JsonNode layer : export.get("layer")) {
      Map<String, JsonNode> members = sorted(layer);
      JsonNode files = members.remove("fileList");
      lines.add(members.toString());
      files.forEach(file -> lines.add("  " + sorted(file)));
    }
    return lines;
  }

  private static Map<String, JsonNode> sorted(JsonNode object) {
    Map<String, JsonNode> members = new TreeMap<>();
    object.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
    return members;
  }

  // ---------------------------------------------------------------- images

  /** Everything that goes wrong at once, but for what has a test of its own above. */
  private static TestImage odd(long seed) {
    List<TestImage.Layer> layers = new ArrayList<>();
    for (List<Entry> entries : new RandomLayers(seed).stack()) {
      TestLayer layer = TestLayer.start();
      for (Entry entry : entries) {
        boolean bare = entry.path().equals(BARE) || entry.path().endsWith(Bytes.utf8("/.wh."));
        if (entry.unsafeName() == null && !bare) {
          layer.member(member(entry));
        }
      }
      layers.add(new TestImage.Layer(layer.tar(), LayerCompression.NONE));
    }
    return new TestImage(List.of("r/i:1"), "linux/amd64", layers, Map.of(), List.of());
  }

  private static final Bytes BARE = Bytes.utf8(".wh.");

  private static TarMember member(Entry entry) {
    char type =
        switch (entry.kind()) {
          case FILE -> '0';
          case HARDLINK -> '1';
          case SYMLINK -> '2';
          case CHARDEV -> '3';
          case BLOCKDEV -> '4';
          case DIR -> '5';
          case FIFO -> '6';
          case UNSUPPORTED -> 'V';
        };
    Bytes name = entry.path().isEmpty() ? Bytes.utf8("./") : entry.path();
    TarMember member =
        TarMember.ofType(type, name)
            .mode(entry.modeBits())
            .owner(entry.uid(), entry.gid())
            .link(entry.linkTarget());
    return entry.kind() == EntryKind.FILE
        ? member.content(Bytes.utf8("x".repeat((int) entry.size())))
        : member;
  }

  /** Random builds that only remove what is there. */
  private static final class Builds {
    private static final String[] NAMES = {"a", "b-c", "b", "lib", "\u00fc", "z"};
    private static final int[] MODES = {0644, 0755, 04755, 02711, 01777, 0};

    private final Random random;

    /** Paths of the layers so far, as dive stacks them: markers of folders take what is below. */
    private TreeSet<String> there = new TreeSet<>();

    Builds(long seed) {
      this.random = new Random(seed);
    }

    TestImage image() {
      List<TestImage.Layer> layers = new ArrayList<>();
      List<Map<String, Object>> history = new ArrayList<>();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        layers.add(new TestImage.Layer(layer().tar(), LayerCompression.NONE));
        history.add(Map.of("created_by", "/bin/sh -c make " + i + " <all> && \"ok\""));
        if (random.nextInt(3) == 0) {
          history.add(Map.of("created_by", "ENV a=b", "empty_layer", Boolean.TRUE));
        }
      }
      return new TestImage(List.of("r/i:1"), "linux/amd64", layers, Map.of(), history);
    }

    private TestLayer layer() {
      TestLayer layer = TestLayer.start();
      TreeSet<String> after = new TreeSet<>(there);
      TreeSet<String> marked = new TreeSet<>();
      for (int i = random.nextInt(12); i > 0; i--) {
        if (random.nextInt(4) == 0 && !there.isEmpty()) {
          String gone = there.stream().skip(random.nextInt(there.size())).findFirst().orElseThrow();
          if (marked.add(gone)) {
            layer.whiteout(gone);
          }
        } else {
          layer.member(member(after));
        }
      }
      // dive looks for what a marker names in the layers below, without markers of this one.
      marked.forEach(gone -> after.removeIf(p -> p.equals(gone) || p.startsWith(gone + "/")));
      there = after;
      return layer;
    }

    private TarMember member(TreeSet<String> after) {
      List<String> parts =
          IntStream.rangeClosed(0, random.nextInt(3))
              .mapToObj(i -> NAMES[random.nextInt(NAMES.length)])
              .toList();
      for (int i = 1; i <= parts.size(); i++) {
        after.add(String.join("/", parts.subList(0, i)));
      }
      Bytes path = Bytes.utf8(String.join("/", parts));
      TarMember member =
          switch (random.nextInt(8)) {
            case 0, 1 -> TarMember.ofType('5', path);
            case 2 ->
                TarMember.ofType('2', path).link(Bytes.utf8("../" + NAMES[random.nextInt(6)]));
            case 3 -> TarMember.ofType('1', path).link(Bytes.utf8(NAMES[random.nextInt(6)]));
            case 4 -> TarMember.ofType("346".charAt(random.nextInt(3)), path).device(1, 3);
            default ->
                TarMember.ofType('0', path).content(Bytes.utf8("x".repeat(random.nextInt(3000))));
          };
      return member
          .mode(MODES[random.nextInt(MODES.length)])
          .owner(random.nextInt(3) * 1000, random.nextInt(2_000_000));
    }
  }
}
