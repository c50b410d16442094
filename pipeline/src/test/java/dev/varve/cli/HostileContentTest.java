package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.blob.Bytes;
import dev.varve.report.TerminalText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * {@link HostileImage} passes through every output: nothing of it acts, no output is broken by it,
 * and every name is still there.
 */
class HostileContentTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;

  private static Path first;
  private static Path second;
  private static Path spec;

  @BeforeAll
  static void build() throws IOException {
    first = HostileImage.write(folder, "hostile/app:1", 04755, "one");
    second = HostileImage.write(folder, "hostile/app:2", 04711, "two");
    spec = folder.resolve("compose.yaml");
    Files.writeString(
        spec,
        "services:\n  app:\n    image: hostile/app:1\n    privileged: true\n    environment:\n"
            + "      TRICK: \"<script>window.hacked=true</script>\\u001b[31m\\u202e\\n::error::x\"\n"
            + "    labels: {\"<b>\\u001b[1m\": \"=1+1\"}\n"
            + "    volumes: [\"/:/host<i>\\u202e\"]\n");
    CommandLineRun scan =
        run("scan", first.toString(), second.toString(), "-o", out().toString(), "--quiet");
    assertThat(scan.exitCode()).as(scan.err()).isEqualTo(1);
  }

  private static Path out() {
    return folder.resolve("out");
  }

  private static CommandLineRun run(String... arguments) {
    return CommandLineRun.of(
        Map.of(
            "VARVE_STORE", folder.resolve("store").toString(),
            "TMPDIR", folder.toString(),
            "SOURCE_DATE_EPOCH", "1767225600"),
        List.of(arguments));
  }

  // ---------------------------------------------------------------- what is looked at

  /** Whose files an output names. */
  private enum Names {
    ALL,
    /** All, without their folders. */
    BARE,
    /** Those that differ between the two images. */
    CHANGED,
    /** The privileged ones, which are findings. */
    PRIVILEGED,
    /** Too few to be looked for. */
    SOME
  }

  static Stream<Arguments> outputs() {
    String a = "FIRST";
    String b = "SECOND";
    return Stream.of(
        Arguments.of("text", Names.SOME, List.of("inspect", a)),
        Arguments.of("json", Names.SOME, List.of("inspect", a, "--format", "json")),
        Arguments.of("json", Names.ALL, List.of("inspect", a, "--format", "dive-json")),
        Arguments.of("text", Names.ALL, List.of("layers", a)),
        Arguments.of("json", Names.ALL, List.of("layers", a, "--format", "json")),
        Arguments.of("jsonl", Names.ALL, List.of("layers", a, "--format", "jsonl")),
        Arguments.of("text", Names.BARE, List.of("tree", a)),
        Arguments.of("json", Names.ALL, List.of("tree", a, "--format", "json")),
        Arguments.of("jsonl", Names.ALL, List.of("tree", a, "--format", "jsonl")),
        Arguments.of("text", Names.CHANGED, List.of("diff", a, b)),
        Arguments.of("text", Names.SOME, List.of("diff", a, b, "--show", "etc/passwd")),
        Arguments.of("json", Names.CHANGED, List.of("diff", a, b, "--format", "json")),
        Arguments.of("jsonl", Names.CHANGED, List.of("diff", a, b, "--format", "jsonl")),
        Arguments.of("html", Names.CHANGED, List.of("diff", a, b, "--format", "html")),
        Arguments.of("markdown", Names.CHANGED, List.of("diff", a, b, "--format", "markdown")),
        Arguments.of(
            "json", Names.CHANGED, List.of("diff", a, b, "--format", "container-diff-json")),
        Arguments.of("text", Names.SOME, List.of("check", a)),
        Arguments.of("text", Names.PRIVILEGED, List.of("check", a, "--verbose")),
        Arguments.of("json", Names.PRIVILEGED, List.of("check", a, "--format", "json")),
        Arguments.of("jsonl", Names.PRIVILEGED, List.of("check", a, "--format", "jsonl")),
        Arguments.of("json", Names.PRIVILEGED, List.of("check", a, "--format", "sarif")),
        Arguments.of("xml", Names.PRIVILEGED, List.of("check", a, "--format", "junit")),
        Arguments.of("markdown", Names.SOME, List.of("check", a, "--format", "markdown")),
        Arguments.of("github", Names.PRIVILEGED, List.of("check", a, "--format", "github")),
        Arguments.of("json", Names.PRIVILEGED, List.of("check", a, "--format", "gitlab")),
        Arguments.of("csv", Names.PRIVILEGED, List.of("check", a, "--format", "csv")),
        Arguments.of("json", Names.PRIVILEGED, List.of("check", a, "--format", "dockle-json")),
        Arguments.of("html", Names.PRIVILEGED, List.of("check", a, "--format", "html")),
        Arguments.of("text", Names.SOME, List.of("check", a, "--run", "SPEC", "--verbose")),
        Arguments.of("json", Names.SOME, List.of("check", a, "--run", "SPEC", "--format", "json")),
        Arguments.of("html", Names.SOME, List.of("check", a, "--run", "SPEC", "--format", "html")),
        Arguments.of("text", Names.SOME, List.of("boundary", a, "--run", "SPEC")),
        Arguments.of(
            "json", Names.SOME, List.of("boundary", a, "--run", "SPEC", "--format", "json")),
        Arguments.of("text", Names.SOME, List.of("check", "--from", "OUT")),
        Arguments.of("json", Names.SOME, List.of("check", "--from", "OUT", "--format", "json")),
        Arguments.of("text", Names.PRIVILEGED, List.of("find", "--setuid", "--in", "OUT")),
        Arguments.of(
            "json",
            Names.PRIVILEGED,
            List.of("find", "--setuid", "--in", "OUT", "--format", "json")),
        Arguments.of("text", Names.SOME, List.of("compare", "OUT", "OUT")),
        Arguments.of("jsonl", Names.SOME, List.of("compare", "OUT", "OUT", "--format", "jsonl")));
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("outputs")
  void nothingActsIsBrokenOrLost(String form, Names names, List<String> arguments)
      throws Exception {
    CommandLineRun run =
        run(
            arguments.stream()
                .map(
                    word ->
                        switch (word) {
                          case "FIRST" -> first.toString();
                          case "SECOND" -> second.toString();
                          case "SPEC" -> spec.toString();
                          case "OUT" -> out().toString();
                          default -> word;
                        })
                .toArray(String[]::new));

    assertThat(run.exitCode()).as(run.err()).isIn(0, 1);
    assertPlain(run.err());
    assertNames(names, read(form, run.out()));
  }

  /** Also on a terminal, where text has colours of our own and none of theirs. */
  @Test
  void onATerminalNoSequenceIsAnyElses() {
    List<String> arguments = List.of("diff", first.toString(), second.toString());
    CommandLineRun run =
        CommandLineRun.onTerminal(
            Map.of("VARVE_STORE", folder.resolve("store").toString(), "COLUMNS", "400"), arguments);

    assertPlain(run.out().replaceAll("\u001b\\[[0-9;]*m", ""));
    assertThat(run.out()).contains("\u001b[");
    assertThat(run.out()).doesNotContain("\u001b[31mred");
  }

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of("jsonl", "images.jsonl"),
        Arguments.of("jsonl", "layers.jsonl"),
        Arguments.of("jsonl", "findings.jsonl"),
        Arguments.of("jsonl", "diffs.jsonl"),
        Arguments.of("jsonl", "facts.jsonl"),
        Arguments.of("json", "run.json"),
        Arguments.of("json", "findings.sarif"),
        Arguments.of("xml", "junit.xml"),
        Arguments.of("markdown", "summary.md"),
        Arguments.of("html", "report.html"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("files")
  void neitherInWhatAScanLeaves(String form, String file) throws Exception {
    String written = Files.readString(out().resolve(file), StandardCharsets.UTF_8);

    List<String> texts = read(form, written);

    boolean all = List.of("findings.jsonl", "findings.sarif", "junit.xml").contains(file);
    assertNames(all ? Names.PRIVILEGED : Names.SOME, texts);
  }

  // ---------------------------------------------------------------- readers

  /** Reads an output as programs of its form do; what cannot be read fails. */
  private static List<String> read(String form, String output) throws Exception {
    return switch (form) {
      case "text" -> {
        assertPlain(output);
        yield List.of(output);
      }
      case "json" -> {
        List<String> texts = new ArrayList<>();
        texts(JSON.readTree(output), texts);
        yield texts;
      }
      case "jsonl" -> {
        List<String> texts = new ArrayList<>();
        for (String line : output.split("\n")) {
          texts(JSON.readTree(line), texts);
        }
        yield texts;
      }
      case "xml" -> xml(output);
      case "csv" -> csv(output);
      case "github" -> {
        assertPlain(output);
        assertThat(output.lines()).allMatch(line -> line.matches("::(error|warning|notice) .*"));
        yield output.lines().map(HostileContentTest::percentDecoded).toList();
      }
      case "markdown" -> {
        assertPlain(output);
        String own = output.replaceAll("</?code>|<br>|&#\\d+;", "");
        assertThat(own).doesNotContain("<").doesNotContain("@").doesNotContain("](");
        yield List.of(decoded(output));
      }
      case "html" -> html(output);
      default -> throw new IllegalArgumentException(form);
    };
  }

  /** Text for people has no character that a terminal acts upon, or that hides others. */
  private static void assertPlain(String text) {
    assertThat(
            text.codePoints()
                .filter(c -> c != '\n')
                .filter(
                    c ->
                        Character.isISOControl(c)
                            || Character.getType(c) == Character.FORMAT
                            || Character.getType(c) == Character.LINE_SEPARATOR
                            || Character.getType(c) == Character.SURROGATE)
                .mapToObj(c -> String.format("U+%04X", c))
                .distinct())
        .isEmpty();
    assertThat(text.lines()).noneMatch(line -> line.startsWith("::error file=x"));
    assertThat(text.lines()).noneMatch(line -> line.startsWith("not ok"));
  }

  private static void texts(JsonNode node, List<String> texts) {
    if (node.isTextual()) {
      texts.add(node.asText());
    }
    node.properties()
        .forEach(
            member -> {
              texts.add(member.getKey());
              texts(member.getValue(), texts);
            });
    if (node.isArray()) {
      node.forEach(item -> texts(item, texts));
    }
  }

  private static List<String> xml(String output) throws Exception {
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(output.getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
    assertThat(root.getElementsByTagName("script").getLength()).isZero();
    List<String> texts = new ArrayList<>();
    NodeList all = root.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      texts.add(element.getTextContent());
      for (int a = 0; a < element.getAttributes().getLength(); a++) {
        texts.add(element.getAttributes().item(a).getNodeValue());
      }
    }
    return texts;
  }

  private static List<String> csv(String output) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < output.length(); i++) {
      char c = output.charAt(i);
      if (quoted && output.startsWith("\"\"", i)) {
        cell.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '\r' || c == '\n')) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    assertThat(quoted).isFalse();
    assertThat(cells.stream().filter(text -> !text.isEmpty()))
        .noneMatch(text -> "=+-@\t".indexOf(text.charAt(0)) >= 0);
    return cells;
  }

  /** Markup of a page is ours alone: one script, nothing that loads, no handlers in attributes. */
  private static List<String> html(String page) {
    assertThat(count("<script", page)).isBetween(1L, 2L);
    String outside =
        page.replaceAll("(?s)<script.*?</script>", "").replaceAll("(?s)<style>.*?</style>", "");
    assertThat(outside)
        .doesNotContain("<img")
        .doesNotContain("<svg onload")
        .doesNotContain("<b>\u001b");
    assertThat(Pattern.compile("<[^>]*\\son[a-z]+=").matcher(outside).find()).isFalse();
    assertPlain(outside);
    // Data beside the markup is JSON in an element that no browser runs.
    return List.of(decoded(page), page.replace("\\u003c", "<").replace("\\u003e", ">"));
  }

  private static long count(String part, String text) {
    return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
  }

  private static final Map<String, String> ENTITIES =
      Map.of("lt", "<", "gt", ">", "quot", "\"", "amp", "&");

  private static String decoded(String markup) {
    return Pattern.compile("&(?:#(\\d+)|([a-z]+));")
        .matcher(markup)
        .replaceAll(
            entity -> {
              String number = entity.group(1);
              return Matcher.quoteReplacement(
                  number == null
                      ? ENTITIES.getOrDefault(entity.group(2), entity.group())
                      : Character.toString(Integer.parseInt(number)));
            });
  }

  private static String percentDecoded(String line) {
    return Pattern.compile("%(0D|0A|25|3A|2C)")
        .matcher(line)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    Character.toString(Integer.parseInt(escape.group(1), 16))));
  }

  /** Every name is there, as it is or with what acts made visible. */
  private static void assertNames(Names names, List<String> texts) {
    if (names == Names.SOME) {
      return;
    }
    List<String> places =
        switch (names) {
          case ALL -> List.of("srv/bin/", "srv/", "srv/link ");
          case BARE -> List.of("");
          case CHANGED -> List.of("srv/bin/", "srv/");
          case PRIVILEGED, SOME -> List.of("srv/bin/");
        };
    // Text for people goes on in the next line where it is long.
    String all = packed(String.join("\u0000", texts));
    TreeSet<String> missing = new TreeSet<>();
    for (Bytes name : HostileImage.NAMES) {
      for (String place : places) {
        String path = place + name.text();
        if (!all.contains(packed(path)) && !all.contains(packed(TerminalText.of(path)))) {
          missing.add(path);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static String packed(String text) {
    return text.replaceAll("[ \n]+", "");
  }
}
