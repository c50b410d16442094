package dev.varve.policy;

import dev.varve.blob.InflaterChoice;
import dev.varve.failure.Limits;
import dev.varve.gate.Check;
import dev.varve.gate.ImageAnalyzer;
import dev.varve.gate.ImageChoice;
import dev.varve.gate.PhaseTimes;
import dev.varve.image.registry.RegistryAccess;
import dev.varve.image.source.ImageSources;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonObject;
import dev.varve.layer.DirectoryFactsStore;
import dev.varve.layer.ScratchFolder;
import dev.varve.policy.PolicyEngine.Question;
import dev.varve.policy.PolicyEngine.RuleResult;
import dev.varve.runtime.ImageMatch;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.source.RunSpecs;
import dev.varve.tree.ParentLinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * What it costs to judge: the catalogue with generated rules up to {@value #RULES}, over {@value
 * #MEGABYTES} MB of facts, in this process, on {@value #THREADS} threads. {@code scripts/bench
 * policy} runs it.
 *
 * <p>The facts are the documents of the fixture fleet with the rules that ask for each, as the
 * program puts them before the engine, over and over. Generated rules look at what those of the
 * catalogue look at.
 */
public final class PolicyCost {
  private static final int RULES = 160;
  private static final int MEGABYTES = 60;
  private static final int THREADS = 2;
  private static final String AS_OF = "2026-06-01";

  private static final String COMPOSE =
      """
      services:
        usual:
          build: .
          read_only: true
          cap_drop: [ALL]
          volumes: ["data:/var/lib/app", "./etc:/etc/app:ro"]
          ports: ["8080:80"]
        open:
          build: .
          privileged: true
          pid: host
          volumes: ["/:/host", "/var/run/docker.sock:/var/run/docker.sock"]
      volumes: {data: {}}
      """;

  private static final List<RuleScope> SCOPES =
      List.of(RuleScope.IMAGE, RuleScope.CONTAINER, RuleScope.FILE);

  private final Map<RuleScope, List<Question>> questions = new EnumMap<>(RuleScope.class);
  private final PolicyEngine engine;
  private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);

  private PolicyCost(PolicyEngine engine) {
    this.engine = engine;
  }

  /**
   * @param arguments the project's folder; megabytes of facts
   */
  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    try (ScratchFolder scratch = ScratchFolder.create(ScratchFolder.usualParent(System.getenv()))) {
      Path store = scratch.path().resolve("store");
      PolicyCompiler compiler = new PolicyCompiler(store, System.getenv(), null);
      PolicyBundle bundle = compiler.bundle(rules(root.resolve("policies"), scratch), "rules");
      PolicyChoice choice =
          new PolicyChoice(false, List.of(bundle), JsonObject.EMPTY, null, false, false);
      try (PolicyEngine engine =
          PolicyEngines.open(
              choice,
              JsonObject.EMPTY,
              store,
              AS_OF,
              OpaToken.NONE,
              EmbeddedEngine.DEFAULT_TIME_LIMIT,
              RuleTimer.OFF)) {
        PolicyCost cost = new PolicyCost(engine);
        cost.record(root.resolve("fixtures"), store, scratch.path());
        try {
          cost.measure(arguments.length > 1 ? Integer.parseInt(arguments[1]) : MEGABYTES);
        } finally {
          cost.pool.shutdownNow();
        }
      }
    }
  }

  /** A copy of the catalogue's rules and as many generated ones as are missing. */
  private static Path rules(Path policies, ScratchFolder scratch) throws IOException {
    Path target = scratch.path().resolve("rules");
    List<Path> files;
    try (Stream<Path> walk = Files.walk(policies)) {
      files =
          walk.filter(Files::isRegularFile)
              .filter(file -> !file.toString().endsWith("_test.rego"))
              .toList();
    }
    for (Path file : files) {
      Path copy = target.resolve(policies.relativize(file).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
    int missing = RULES - PolicyPack.builtin().rules().size();
    for (int i = 0; i < missing; i++) {
      RuleScope scope = List.of(RuleScope.IMAGE, RuleScope.CONTAINER, RuleScope.FILE).get(i % 3);
      Path file = target.resolve(scope.label()).resolve("generated_" + i + ".rego");
      Files.writeString(file, generated(scope, i));
    }
    return target;
  }

  private static String generated(RuleScope scope, int number) {
    String body =
        switch (scope) {
          case IMAGE ->
              "\tsome layer in input.layers\n"
                  + "\tis_string(layer.created_by)\n"
                  + "\tcontains(layer.created_by, \"generated-"
                  + number
                  + "\")\n"
                  + "\tmsg := layer.created_by\n";
          case CONTAINER ->
              "\tsome mount in input.run.mounts\n"
                  + "\tstartswith(mount.target, \"/generated-"
                  + number
                  + "\")\n"
                  + "\tmsg := mount.target\n";
          default ->
              "\tinput.uid == "
                  + (100_000 + number)
                  + "\n\tregex.match(\"^/opt/.*"
                  + number
                  + "$\", input.path)\n\tmsg := input.path\n";
        };
    String selector =
        scope == RuleScope.FILE ? "#   selector: {type: [file], mode_any: \"0111\"}\n" : "";
    return "# METADATA\n# title: Generated\n# custom:\n#   id: GEN-"
        + number
        + "\n#   severity: low\n#   scope: "
        + scope.label()
        + "\n"
        + selector
        + "#   remediation: None.\npackage varve."
        + scope.label()
        + ".generated_"
        + number
        + "\n\nimport rego.v1\n\ndeny contains {\"msg\": msg} if {\n"
        + body
        + "}\n";
  }

  /** Takes down every question that the program would ask, and answers none. */
  private void record(Path fixtures, Path store, Path scratch) throws Exception {
    PolicyEngine recorder =
        new PolicyEngine() {
          @Override
          public List<Rule> rules() {
            return engine.rules();
          }

          @Override
          public List<RuleResult> evaluate(RuleScope scope, List<Question> asked) {
            asked.stream()
                .filter(question -> !question.rules().isEmpty())
                .forEach(questions.computeIfAbsent(scope, s -> new ArrayList<>())::add);
            return List.of();
          }

          @Override
          public void close() {}
        };
    // Services that name no image go with whatever image there is.
    Path project = Files.writeString(scratch.resolve("compose.yaml"), COMPOSE);
    List<RunSpec> runs = RunSpecs.read(project, Limits.DEFAULT);
    ImageAnalyzer analyzer =
        new ImageAnalyzer(
            DirectoryFactsStore.open(store),
            Limits.DEFAULT,
            InflaterChoice.JDK,
            new ImageSources(Limits.DEFAULT, scratch, RegistryAccess.of(Map.of())));
    Check check =
        new Check(
            analyzer,
            new Judgement(recorder),
            ParentLinks.FOLLOW,
            ImageMatch.BY_NAME,
            new PhaseTimes());
    List<Path> archives;
    try (Stream<Path> built = Files.list(fixtures.resolve("built"))) {
      archives = built.filter(file -> file.toString().endsWith(".tar")).sorted().toList();
    }
    for (Path archive : archives) {
      // Those that are broken on purpose are told as failures and add nothing.
      check.run(List.of(new ImageChoice(archive.toString(), "#0", null)), runs, List.of());
    }
  }

  private void measure(int megabytes) throws Exception {
    List<Rule> all = engine.rules();
    List<Rule> half = new ArrayList<>();
    List<Rule> one = new ArrayList<>();
    for (int i = 0; i < all.size(); i += 2) {
      half.add(all.get(i));
    }
    for (RuleScope scope : SCOPES) {
      all.stream()
          .filter(rule -> rule.scope() == scope && rule.id().startsWith("GEN-"))
          .findFirst()
          .ifPresent(one::add);
    }
    long bytes = megabytes * 1_000_000L;
    System.out.printf(Locale.ROOT, "%-34s %8s %8s%n", "", "wall s", "CPU s");
    // The engine's first evaluations, which the JVM's compilers run beside; then the same again.
    String whole = all.size() + " rules, " + megabytes + " MB";
    show(whole + ", cold", run(SCOPES, all, bytes));
    show(whole + ", warm", run(SCOPES, all, bytes));
    show(all.size() + " rules, " + megabytes / 2 + " MB", run(SCOPES, all, bytes / 2));
    show(half.size() + " rules, " + megabytes + " MB", run(SCOPES, half, bytes));
    show("1 rule in each scope, " + megabytes + " MB", run(SCOPES, one, bytes));
    for (RuleScope scope : SCOPES) {
      long rules = all.stream().filter(rule -> rule.scope() == scope).count();
      show(
          scope.label() + ", " + rules + " rules, " + megabytes / 3 + " MB",
          run(List.of(scope), all, bytes / 3));
    }
    System.out.printf(
        Locale.ROOT,
        "Java %s, %d threads, heap of %d MiB; documents: %s%n",
        Runtime.version().feature(),
        THREADS,
        Runtime.getRuntime().maxMemory() >> 20,
        SCOPES.stream().map(this::described).toList());
  }

  private String described(RuleScope scope) {
    List<Question> known = questions.getOrDefault(scope, List.of());
    long bytes = known.stream().mapToLong(this::size).sum();
    return known.size()
        + " different of scope "
        + scope.label()
        + ", "
        + bytes / Math.max(1, known.size())
        + " bytes each";
  }

  private static void show(String what, Cost cost) {
    System.out.printf(Locale.ROOT, "%-34s %8.2f %8.2f%n", what, cost.wall(), cost.cpu());
  }

  private record Cost(double wall, double cpu) {}

  /** Judges that many bytes of facts, as many of each scope. */
  private Cost run(List<RuleScope> scopes, List<Rule> rules, long bytes) throws Exception {
    Set<String> wanted = new HashSet<>();
    rules.forEach(rule -> wanted.add(RuleTimer.name(rule)));
    List<Future<?>> pending = new ArrayList<>();
    long cpu = cpuNanos();
    long begin = System.nanoTime();
    for (RuleScope scope : scopes) {
      for (List<Question> batch : batches(scope, wanted, bytes / scopes.size())) {
        pending.add(pool.submit(() -> engine.evaluate(scope, batch)));
      }
    }
    for (Future<?> one : pending) {
      one.get();
    }
    return new Cost((System.nanoTime() - begin) / 1e9, (cpuNanos() - cpu) / 1e9);
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private List<List<Question>> batches(RuleScope scope, Set<String> wanted, long bytes) {
    List<Question> known = questions.getOrDefault(scope, List.of());
    Map<Question, List<Rule>> asked = new IdentityHashMap<>();
    List<List<Question>> batches = new ArrayList<>();
    List<Question> open = new ArrayList<>();
    long left = bytes;
    long room = QuestionBatch.MOST_BYTES;
    for (int i = 0; left > 0; i = (i + 1) % known.size()) {
      Question question = known.get(i);
      long size = size(question);
      if (size > room && !open.isEmpty()) {
        batches.add(open);
        open = new ArrayList<>();
        room = QuestionBatch.MOST_BYTES;
      }
      open.add(
          new Question(
              question.name(),
              question.document(),
              asked.computeIfAbsent(
                  question,
                  one ->
                      one.rules().stream()
                          .filter(rule -> wanted.contains(RuleTimer.name(rule)))
                          .toList())));
      room -= size;
      left -= size;
    }
    batches.add(open);
    return batches;
  }

  private final Map<Question, Long> sizes = new IdentityHashMap<>();

  private long size(Question question) {
    return sizes.computeIfAbsent(
        question, asked -> (long) CanonicalJson.bytes(asked.document()).length);
  }
}
