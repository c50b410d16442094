package dev.varve.rego.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.rego.Builtins;
import dev.varve.rego.EvaluationError;
import dev.varve.rego.Program;
import dev.varve.rego.RegoArray;
import dev.varve.rego.RegoJson;
import dev.varve.rego.RegoObject;
import dev.varve.rego.RegoSet;
import dev.varve.testing.OptionalParts;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OPA's own test cases, thousands of them, built by the {@code opa} program to plans and evaluated
 * here. They lie in Go's module cache, where installing OPA has put them.
 *
 * <p>What is left out is listed with its reason in {@code opa-cases-left-out.txt}; whatever of it
 * passes has to leave the list. Errors: OPA is asked for strict ones here, so that a case that
 * wants an empty answer because a built-in has none may end with that error.
 */
class OpaCasesTest {
  /** One build takes longer than linearly with its modules; each build has a price of its own. */
  private static final int CASES_PER_BUILD = 150;

  /** In the list of what is left out, before the name of a built-in that is not there. */
  private static final String BUILTIN = "built-in ";

  private static final Pattern FAILED_FILE = Pattern.compile("(?:^|[\\s/])(\\d+)_\\d+\\.rego:");

  @TempDir private Path work;

  /** By case, in what it differs. */
  private final Map<String, String> trouble = new TreeMap<>();

  private int passed;

  @Test
  void sameAnswersAsOpa() throws Exception {
    List<OpaCase> cases = cases();
    Map<String, String> leftOut = leftOut();
    TreeSet<String> missing = missingBuiltins();
    List<OpaCase> version0 = new ArrayList<>();
    List<OpaCase> version1 = new ArrayList<>();
    for (OpaCase one : cases) {
      if (missing.stream().noneMatch(name -> calls(one, name))) {
        (one.isVersion0() ? version0 : version1).add(one);
      }
    }
    for (List<OpaCase> version : List.of(version0, version1)) {
      for (int from = 0; from < version.size(); from += CASES_PER_BUILD) {
        int to = Math.min(version.size(), from + CASES_PER_BUILD);
        together(new ArrayList<>(version.subList(from, to)));
      }
    }

    TreeMap<String, String> unexpected = new TreeMap<>(trouble);
    leftOut.keySet().forEach(unexpected::remove);
    TreeSet<String> listed = new TreeSet<>(leftOut.keySet());
    missing.forEach(name -> listed.remove(BUILTIN + name));
    TreeSet<String> better = new TreeSet<>(listed);
    better.removeAll(trouble.keySet());
    assertThat(leftOut.keySet())
        .as("built-ins that are not there are on the list")
        .containsAll(missing.stream().map(name -> BUILTIN + name).toList());
    assertThat(unexpected).as("cases that differ").isEmpty();
    assertThat(better).as("left out, but as OPA has it").isEmpty();
    assertThat(passed).isGreaterThan(3_500);
  }

  private static boolean calls(OpaCase one, String builtin) {
    Pattern call = Pattern.compile("(?<![\\w.])" + Pattern.quote(builtin) + "\\b");
    return one.files(false).stream().anyMatch(module -> call.matcher(module).find());
  }

  private static TreeSet<String> missingBuiltins() throws Exception {
    String printed =
        run(null, List.of(OptionalParts.opa().toString(), "capabilities", "--current"));
    TreeSet<String> missing = new TreeSet<>();
    RegoObject capabilities = (RegoObject) RegoJson.read(printed);
    for (Object item : ((RegoArray) capabilities.get("builtins")).toArray()) {
      String name = (String) ((RegoObject) item).get("name");
      if (Builtins.find(name) == null && !name.startsWith("rego.metadata.")) {
        missing.add(name);
      }
    }
    return missing;
  }

  // ---- building

  /** Builds cases at once, each in packages of its own; what differs then is tried alone. */
  private void together(List<OpaCase> cases) throws Exception {
    List<OpaCase> alone = new ArrayList<>();
    List<OpaCase> left = new ArrayList<>(cases);
    Program program = null;
    while (program == null && !left.isEmpty()) {
      Path folder = Files.createTempDirectory(work, "cases");
      Build build = build(folder, left, true);
      program = build.program;
      if (program == null) {
        TreeSet<Integer> failed = build.failed();
        assertThat(failed).as(build.printed).isNotEmpty();
        left.stream().filter(one -> failed.contains(one.number())).forEach(alone::add);
        left.removeIf(one -> failed.contains(one.number()));
      }
    }
    for (OpaCase one : left) {
      if (difference(program, one, true) == null) {
        passed++;
      } else {
        alone.add(one);
      }
    }
    for (OpaCase one : alone) {
      alone(one);
    }
  }

  private void alone(OpaCase one) throws Exception {
    Path folder = Files.createTempDirectory(work, "case");
    Build build = build(folder, List.of(one), false);
    String difference =
        build.program == null
            ? "opa builds no plan: " + build.printed.strip()
            : difference(build.program, one, false);
    if (difference == null) {
      passed++;
    } else {
      trouble.put(one.id(), difference);
    }
  }

  /**
   * @param printed what opa said
   */
  private record Build(@Nullable Program program, String printed) {
    TreeSet<Integer> failed() {
      TreeSet<Integer> numbers = new TreeSet<>();
      Matcher file = FAILED_FILE.matcher(printed);
      while (file.find()) {
        numbers.add(Integer.valueOf(file.group(1)));
      }
      return numbers;
    }
  }

  private Build build(Path folder, List<OpaCase> cases, boolean renamed) throws Exception {
    Path bundle = folder.resolve("bundle.tar.gz");
    List<String> command =
        new ArrayList<>(
            List.of(
                OptionalParts.opa().toString(), "build", "--target=plan", "--output=" + bundle));
    if (cases.get(0).isVersion0()) {
      command.add("--v0-compatible");
    }
    for (OpaCase one : cases) {
      command.add("--entrypoint=" + one.entrypoint());
      List<String> files = one.files(renamed);
      for (int i = 0; i < files.size(); i++) {
        Path file = folder.resolve(one.number() + "_" + i + ".rego");
        Files.writeString(file, files.get(i));
      }
    }
    command.add(".");
    String printed = run(folder, command);
    if (!Files.exists(bundle)) {
      return new Build(null, printed);
    }
    Plan plan = PlanReader.read(planOf(bundle));
    return new Build(
        Translator.translate(plan, "cases.Case" + cases.get(0).number()).load(), printed);
  }

  private static byte[] planOf(Path bundle) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(bundle));
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.getName().equals("/plan.json")) {
          return tar.readAllBytes();
        }
      }
    }
    throw new IOException("no plan in " + bundle);
  }

  // ---- comparing

  /** What differs, or null. */
  private static @Nullable String difference(Program program, OpaCase one, boolean renamed) {
    RegoArray answers;
    try {
      Object found = program.evaluate(one.entrypoint(), one.input(), one.data(renamed));
      answers = found instanceof RegoSet set ? RegoArray.of(set.toArray()) : new RegoArray();
    } catch (EvaluationError e) {
      return differentError(one, String.valueOf(e.getMessage()));
    }
    if (one.wantsError()) {
      return "no error, but " + answers + " instead of " + one.wantedMessage();
    }
    List<String> wanted = one.wantedBindings();
    List<String> found = one.lines(answers.toArray());
    return wanted == null || wanted.equals(found) ? null : found + " instead of " + wanted;
  }

  private static @Nullable String differentError(OpaCase one, String message) {
    if (one.wantsError()) {
      return message.contains(one.wantedMessage())
          ? null
          : "error " + message + " instead of " + one.wantedMessage();
    }
    List<String> wanted = one.wantedBindings();
    return wanted != null
            && wanted.isEmpty()
            && !Boolean.TRUE.equals(one.parts().get("strict_error"))
        ? null
        : "error " + message + " instead of " + wanted;
  }

  // ---- reading

  private static List<OpaCase> cases() throws Exception {
    Path folder = casesFolder();
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) {
      files = found.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
    List<OpaCase> cases = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    for (Path file : files) {
      String version = folder.relativize(file).getName(0).toString();
      Object document = Builtins.find("yaml.unmarshal").call(new Object[] {Files.readString(file)});
      for (Object item : ((RegoArray) ((RegoObject) document).get("cases")).toArray()) {
        RegoObject parts = (RegoObject) item;
        String id = version + "/" + parts.get("note");
        int times = seen.merge(id, 1, Integer::sum);
        cases.add(new OpaCase(times == 1 ? id : id + "#" + times, cases.size(), parts));
      }
    }
    return cases;
  }

  private static Path casesFolder() throws Exception {
    String module =
        "github.com/open-policy-agent/opa@v"
            + Files.readAllLines(OptionalParts.projectRoot().resolve("scripts/build-policies"))
                .stream()
                .filter(line -> line.startsWith("OPA_VERSION="))
                .map(line -> line.substring("OPA_VERSION=".length()))
                .findFirst()
                .orElseThrow();
    String go = OptionalParts.program("go").toString();
    RegoObject found =
        (RegoObject) RegoJson.read(run(null, List.of(go, "mod", "download", "-json", module)));
    return Path.of(String.valueOf(found.get("Dir"))).resolve("v1/test/cases/testdata");
  }

  /** Cases by their id, with the reason. */
  private static Map<String, String> leftOut() throws IOException {
    Map<String, String> reasons = new TreeMap<>();
    try (InputStream in = OpaCasesTest.class.getResourceAsStream("opa-cases-left-out.txt")) {
      String reason = "";
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (line.startsWith("# ")) {
          reason = line.substring(2);
        } else if (!line.isBlank()) {
          assertThat(reasons.put(line.strip(), reason)).as(line).isNull();
        }
      }
    }
    return reasons;
  }

  /** Runs a program; its trouble is told with its answer. */
  private static String run(@Nullable Path folder, List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    if (folder != null) {
      builder.directory(folder.toFile());
    }
    builder.environment().put("GOFLAGS", "-mod=mod");
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return printed;
  }
}
