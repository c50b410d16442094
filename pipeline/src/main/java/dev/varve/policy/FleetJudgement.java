package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.image.ImageReference;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonNull;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.io.IOException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges what is known only when all images and containers of a run are looked at together
 * (policy-catalogue.md section 1.6). Memory is in proportion to the images and what they have in
 * common, not to their files. Not for several threads.
 */
public final class FleetJudgement {
  /** Names, units and paths that a row lists. */
  private static final int MOST_NAMES = 50;

  /** Variants of a file that a row lists, the most frequent first. */
  private static final int MOST_VARIANTS = 200;

  /** What all findings of a fleet's rules are about. */
  public static final Subject SUBJECT = new Subject(Subject.Kind.FLEET, "fleet", "the fleet");

  private final Judgement judgement;
  private final LocalDate asOf;
  private final List<FleetShare> shares;
  private final List<FleetShare.OfImage> images;
  private final long failed;
  private final PartedDocument document;

  private FleetJudgement(
      Judgement judgement, LocalDate asOf, Collection<FleetShare> shares, long failed) {
    this.judgement = judgement;
    this.asOf = asOf;
    this.failed = failed;
    this.shares = new ArrayList<>(shares);
    this.shares.sort(
        Comparator.comparing((FleetShare share) -> share.image() == null ? "" : share.image().key())
            .thenComparing(share -> share.containers().toString()));
    this.images = this.shares.stream().map(FleetShare::image).filter(Objects::nonNull).toList();
    this.document = new PartedDocument(judgement, RuleScope.FLEET, SUBJECT, null, this::document);
  }

  /**
   * What the fleet's rules say.
   *
   * @param findings about the fleet, settled, in order
   * @param folds the findings about images and containers that are mere members of one of them, by
   *     {@code fp_layer}
   */
  public record Outcome(List<Finding> findings, Map<String, Fold> folds) {
    public Outcome {
      findings = List.copyOf(findings);
      folds = new TreeMap<>(folds);
    }

    /**
     * Findings about images and containers, with those set aside that are told once for the fleet.
     */
    public List<Finding> fold(List<Finding> members) {
      return members.stream().map(this::fold).toList();
    }

    private Finding fold(Finding member) {
      String print = member.fingerprints().layer();
      Fold standing = print == null ? null : folds.get(print);
      if (standing == null
          || !standing.standsFor(
              member.subject().kind().label(), member.status().label(), member.severity())) {
        return member;
      }
      return member.settled(Finding.Status.FOLDED, standing.rule());
    }
  }

  /**
   * What stands for findings about images and containers.
   *
   * @param rule id
   */
  public record Fold(String rule, RuleSeverity severity) {
    private static final Comparator<Fold> BEST =
        Comparator.comparing(Fold::severity).thenComparing(Fold::rule, Comparator.reverseOrder());

    /**
     * Whether a finding of the layer is told by this one: it counts, and is no worse.
     *
     * @param kind label of the kind of its subject
     * @param status label of its status
     */
    public boolean standsFor(String kind, String status, RuleSeverity of) {
      return (kind.equals(Subject.Kind.IMAGE.label())
              || kind.equals(Subject.Kind.CONTAINER.label()))
          && status.equals(Finding.Status.FAIL.label())
          && severity.atLeast(of);
    }
  }

  /**
   * Judges a fleet.
   *
   * @param failed images that could not be analysed
   * @param layers rows of layers, as {@link LayerShare#row} makes them
   * @param paths the lists that the judgement of every image has left
   */
  public static Outcome judge(
      Judgement judgement,
      LocalDate asOf,
      Collection<FleetShare> shares,
      long failed,
      Collection<JsonObject> layers,
      FleetPaths paths)
      throws InputException, IOException {
    FleetJudgement fleet = new FleetJudgement(judgement, asOf, shares, failed);
    List<JsonObject> sorted = new ArrayList<>(layers);
    sorted.sort(Comparator.comparing(row -> String.valueOf(row.get("diff_id"))));
    fleet.add("layers", sorted);
    fleet.paths(paths);
    fleet.add("run_variants", fleet.runVariants());
    fleet.add("tags", fleet.tags());
    fleet.add("running", fleet.running());
    fleet.add("secrets", fleet.secrets());
    fleet.add("unscanned", fleet.unscanned());
    fleet.add("rules", fleet.rules());
    return fleet.outcome();
  }

  private void add(String list, List<JsonObject> rows) throws InputException {
    for (JsonObject row : rows) {
      document.add(list, row);
    }
  }

  /**
   * A finding stands for its members only while it counts itself, and only for those that are no
   * worse: nothing may get lost by being told once.
   */
  private Outcome outcome() throws InputException {
    SubjectNames nameless = new SubjectNames(List.of(), List.of());
    List<Finding> findings = document.findings();
    Map<String, Fold> folds = new TreeMap<>();
    for (Finding finding : findings) {
      Finding settled = judgement.settle(List.of(finding), nameless).get(0);
      if (settled.status() == Finding.Status.FAIL) {
        for (String member : document.folds(finding)) {
          Fold fold = new Fold(settled.rule(), settled.severity());
          folds.merge(member, fold, (a, b) -> Fold.BEST.compare(a, b) >= 0 ? a : b);
        }
      }
    }
    return new Outcome(judgement.settle(findings, nameless), folds);
  }

  private JsonObject document(PartedDocument.Rows rows) {
    return FactsJson.envelope(RuleScope.FLEET, SUBJECT.key(), SUBJECT.name(), List.of())
        .put("as_of", asOf.toString())
        .put(
            "counts",
            JsonObject.builder()
                .put("images", images.size())
                .put(
                    "containers",
                    shares.stream().mapToLong(share -> share.containers().size()).sum())
                .put("failed", failed)
                .build())
        .put("layers", rows.of("layers"))
        .put("paths", rows.of("paths"))
        .put("run_variants", rows.of("run_variants"))
        .put("tags", rows.of("tags"))
        .put("running", rows.of("running"))
        .put("secrets", rows.of("secrets"))
        .put("unscanned", rows.of("unscanned"))
        .put("rules", rows.of("rules"))
        .build();
  }

  // ---- paths

  /**
   * Files of one package version and architecture, or of none: what can be expected to be alike.
   */
  private record Alike(String owner, String architecture) implements Comparable<Alike> {
    @Override
    public int compareTo(Alike other) {
      int byOwner = owner.compareTo(other.owner);
      return byOwner != 0 ? byOwner : architecture.compareTo(other.architecture);
    }
  }

  /** Images with the same content at a path. */
  private static final class Variant {
    final Bytes sha256;
    final TreeSet<String> names = new TreeSet<>();
    int images;
    boolean start;
    String firstKey = "";
    String createdBy = "";

    Variant(Bytes sha256) {
      this.sha256 = sha256;
    }

    int images() {
      return images;
    }

    void add(FleetShare.OfImage image, FleetPaths.Row row) {
      images++;
      names.add(image.name());
      if (names.size() > MOST_NAMES) {
        names.pollLast();
      }
      start |= image.startPaths().contains(row.path());
      if (firstKey.isEmpty() || image.key().compareTo(firstKey) < 0) {
        firstKey = image.key();
        createdBy = image.createdBy().get(row.layer());
      }
    }

    JsonObject json() {
      return JsonObject.builder()
          .put("digest", "sha256:" + sha256.hex())
          .put("images", images)
          .put("sample", JsonArray.ofTexts(List.copyOf(names)))
          .put("start", start)
          .put("created_by", FactsJson.text(createdBy.isEmpty() ? null : createdBy))
          .build();
    }
  }

  private void paths(FleetPaths paths) throws InputException, IOException {
    Map<String, List<FleetShare.OfImage>> byStack = new HashMap<>();
    for (FleetShare.OfImage image : images) {
      byStack.computeIfAbsent(image.stack(), stack -> new ArrayList<>()).add(image);
    }
    paths.merge((path, rows) -> path(path, rows, byStack));
  }

  private void path(
      Bytes path, List<FleetPaths.Row> rows, Map<String, List<FleetShare.OfImage>> byStack)
      throws InputException {
    TreeMap<Alike, Map<Bytes, Variant>> groups = new TreeMap<>();
    for (FleetPaths.Row row : rows) {
      String owner = row.owner() == null ? "" : row.owner();
      for (FleetShare.OfImage image : byStack.getOrDefault(row.stack(), List.of())) {
        groups
            .computeIfAbsent(new Alike(owner, image.architecture()), key -> new HashMap<>())
            .computeIfAbsent(row.sha256(), Variant::new)
            .add(image, row);
      }
    }
    for (Map.Entry<Alike, Map<Bytes, Variant>> group : groups.entrySet()) {
      if (group.getValue().size() > 1) {
        document.add("paths", row(path, group.getKey(), group.getValue().values()));
      }
    }
  }

  private static JsonObject row(Bytes path, Alike alike, Collection<Variant> variants) {
    List<Variant> sorted = new ArrayList<>(variants);
    sorted.sort(
        Comparator.comparingInt(Variant::images)
            .reversed()
            .thenComparing(variant -> variant.sha256));
    JsonObject.Builder json = JsonObject.builder();
    FactsJson.path(json, "path", path);
    return json.put("package", FactsJson.text(alike.owner().isEmpty() ? null : alike.owner()))
        .put("arch", alike.architecture())
        .put("images", sorted.stream().mapToInt(Variant::images).sum())
        .put(
            "variants",
            JsonArray.of(sorted.stream().limit(MOST_VARIANTS).map(Variant::json).toList()))
        .build();
  }

  // ---- containers

  private List<JsonObject> runVariants() {
    TreeMap<String, TreeMap<String, List<FleetShare.Container>>> byRepository = new TreeMap<>();
    for (FleetShare share : shares) {
      for (FleetShare.Container container : share.containers()) {
        String repository = repository(share.image(), container);
        if (!repository.isEmpty()) {
          String signature =
              container.privileges().isEmpty()
                  ? "default"
                  : String.join(" ", container.privileges());
          byRepository
              .computeIfAbsent(repository, name -> new TreeMap<>())
              .computeIfAbsent(signature, words -> new ArrayList<>())
              .add(container);
        }
      }
    }
    List<JsonObject> rows = new ArrayList<>();
    byRepository.forEach(
        (repository, variants) -> {
          List<JsonValue> listed = new ArrayList<>();
          int containers = 0;
          for (Map.Entry<String, List<FleetShare.Container>> variant : variants.entrySet()) {
            containers += variant.getValue().size();
            listed.add(variant(variant.getKey(), variant.getValue()));
          }
          rows.add(
              JsonObject.builder()
                  .put("image", repository)
                  .put("containers", containers)
                  .put("variants", JsonArray.of(listed))
                  .build());
        });
    return rows;
  }

  private static String repository(
      FleetShare.@Nullable OfImage image, FleetShare.Container container) {
    if (image != null) {
      return image.repository();
    }
    String ref = container.imageRef();
    return ref == null || ref.isEmpty() ? "" : Subject.repository(ref);
  }

  private static JsonObject variant(String signature, List<FleetShare.Container> containers) {
    List<JsonValue> units = new ArrayList<>();
    containers.stream()
        .sorted(Comparator.comparing(FleetShare.Container::unit))
        .limit(MOST_NAMES)
        .forEach(
            container ->
                units.add(
                    JsonObject.builder()
                        .put("unit", container.unit())
                        .put("role", FactsJson.text(container.role()))
                        .put("debug", container.debug())
                        .put("age_days", JsonNull.NULL)
                        .build()));
    return JsonObject.builder()
        .put("signature", signature)
        .put("containers", containers.size())
        .put("privileges", JsonArray.ofTexts(containers.get(0).privileges()))
        .put("units", JsonArray.of(units))
        .build();
  }

  private List<JsonObject> running() {
    List<JsonObject> rows = new ArrayList<>();
    for (FleetShare share : shares) {
      for (FleetShare.Container container : share.containers()) {
        String running = container.running();
        if (running != null && share.image() != null) {
          rows.add(
              JsonObject.builder()
                  .put("unit", container.unit())
                  .put("image", share.image().name())
                  .put("declared", FactsJson.text(container.declared()))
                  .put("running", running)
                  .build());
        }
      }
    }
    rows.sort(Comparator.comparing(JsonObject::toString));
    return rows;
  }

  private List<JsonObject> unscanned() {
    TreeMap<String, TreeSet<String>> units = new TreeMap<>();
    for (FleetShare share : shares) {
      for (FleetShare.Container container : share.containers()) {
        String ref = container.imageRef();
        if (share.image() == null && ref != null && !ref.isEmpty()) {
          units.computeIfAbsent(ref, name -> new TreeSet<>()).add(container.unit());
        }
      }
    }
    List<JsonObject> rows = new ArrayList<>();
    units.forEach(
        (ref, named) ->
            rows.add(
                JsonObject.builder()
                    .put("ref", ref)
                    .put("units", JsonArray.ofTexts(named.stream().limit(MOST_NAMES).toList()))
                    .build()));
    return rows;
  }

  // ---- images

  /** Images of one name for one platform: those of a multi-platform image are no drift. */
  private record Named(String ref, String platform) implements Comparable<Named> {
    @Override
    public int compareTo(Named other) {
      int byRef = ref.compareTo(other.ref);
      return byRef != 0 ? byRef : platform.compareTo(other.platform);
    }
  }

  private List<JsonObject> tags() {
    TreeMap<Named, TreeMap<String, List<LocalDate>>> digests = new TreeMap<>();
    for (FleetShare.OfImage image : images) {
      String digest = image.digest();
      for (String ref : image.refs()) {
        if (digest != null) {
          List<LocalDate> dates =
              digests
                  .computeIfAbsent(
                      new Named(ImageReference.completed(ref), image.platform()),
                      name -> new TreeMap<>())
                  .computeIfAbsent(digest, one -> new ArrayList<>());
          if (image.created() != null) {
            dates.add(image.created());
          }
        }
      }
    }
    TreeMap<String, JsonObject> rows = new TreeMap<>();
    digests.forEach(
        (name, known) -> {
          if (known.size() > 1) {
            LocalDate newest =
                known.values().stream()
                    .flatMap(List::stream)
                    .max(Comparator.naturalOrder())
                    .orElse(null);
            Long days = newest == null ? null : ChronoUnit.DAYS.between(newest, asOf);
            rows.putIfAbsent(
                name.ref(),
                JsonObject.builder()
                    .put("ref", name.ref())
                    .put("digests", JsonArray.ofTexts(List.copyOf(known.keySet())))
                    .put("newest_days", FactsJson.number(days))
                    .build());
          }
        });
    return List.copyOf(rows.values());
  }

  private record SecretKind(String sha12, String detector) {}

  private static final class Holders {
    final TreeSet<String> images = new TreeSet<>();
    final TreeSet<String> repositories = new TreeSet<>();
    final TreeSet<String> paths = new TreeSet<>();
  }

  private List<JsonObject> secrets() {
    Map<SecretKind, Holders> secrets = new HashMap<>();
    for (FleetShare.OfImage image : images) {
      for (FleetShare.Secret secret : image.secrets()) {
        Holders holders =
            secrets.computeIfAbsent(
                new SecretKind(secret.sha12(), secret.detector()), kind -> new Holders());
        holders.images.add(image.key());
        holders.repositories.add(image.repository());
        holders.paths.add(secret.path());
      }
    }
    List<JsonObject> rows = new ArrayList<>();
    secrets.forEach(
        (kind, holders) -> {
          if (holders.images.size() > 1) {
            rows.add(
                JsonObject.builder()
                    .put("sha12", kind.sha12())
                    .put("detector", kind.detector())
                    .put("images", holders.images.size())
                    .put("repositories", names(holders.repositories))
                    .put("paths", names(holders.paths))
                    .build());
          }
        });
    // By what is the same in every store: digests are not.
    rows.sort(
        Comparator.comparing((JsonObject row) -> String.valueOf(row.get("detector")))
            .thenComparing(row -> String.valueOf(row.get("paths")))
            .thenComparing(row -> String.valueOf(row.get("repositories")))
            .thenComparing(row -> String.valueOf(row.get("sha12"))));
    return rows;
  }

  private static JsonArray names(TreeSet<String> names) {
    return JsonArray.ofTexts(names.stream().limit(MOST_NAMES).toList());
  }

  private List<JsonObject> rules() {
    TreeMap<String, FleetShare.Count> counts = new TreeMap<>();
    for (FleetShare share : shares) {
      share.rules().forEach((rule, count) -> counts.merge(rule, count, FleetShare.Count::plus));
    }
    List<JsonObject> rows = new ArrayList<>();
    counts.forEach(
        (rule, count) ->
            rows.add(
                JsonObject.builder()
                    .put("id", rule)
                    .put("failing", count.failing())
                    .put("waived", count.waived())
                    .build()));
    return rows;
  }
}
