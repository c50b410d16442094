package dev.varve.fleet;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonLines;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.Finding;
import dev.varve.policy.FleetJudgement;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.RawDocument;
import dev.varve.policy.Rule;
import dev.varve.policy.RuleSeverity;
import dev.varve.policy.RuleVerdicts;
import dev.varve.policy.Subject;
import dev.varve.policy.Waiver;
import dev.varve.policy.WaiverAudit;
import dev.varve.runtime.RunSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a run amounts to, read off its finished files line by line. */
final class RunTally {
  private final Map<RuleSeverity, Long> failed = new EnumMap<>(RuleSeverity.class);
  private final Map<Finding.Status, Long> byStatus = new EnumMap<>(Finding.Status.class);
  private final WaiverAudit audit;
  private final PolicyProfile profile;
  private final List<Digest> layers = new ArrayList<>();
  private final @Nullable RuleVerdicts verdicts;
  private long stopping;
  private long unverified;

  private RunTally(WaiverAudit audit, PolicyProfile profile, @Nullable RuleVerdicts verdicts) {
    this.audit = audit;
    this.profile = profile;
    this.verdicts = verdicts;
  }

  /**
   * @param folder that holds the finished files of images, layers and findings
   * @param rules that judged
   */
  static RunTally of(Path folder, ScanRequest request, List<Rule> rules) throws IOException {
    PolicyProfile profile = request.judgement().profile();
    RuleVerdicts verdicts = profile.tellsVerdicts() ? new RuleVerdicts(rules) : null;
    RunTally tally = new RunTally(request.judgement().audit(rules), profile, verdicts);
    for (RunSpec run : request.runs()) {
      tally.audit.container(run);
    }
    request.judgedDocuments().forEach(tally.audit::document);
    read(folder.resolve(ResultFile.IMAGES.fileName()), tally::image);
    if (request.withFacts() || request.parquet()) {
      read(folder.resolve(ResultFile.LAYERS.fileName()), tally::layer);
    }
    if (verdicts != null) {
      subjects(folder, request, verdicts);
    }
    read(folder.resolve(ResultFile.FINDINGS.fileName()), tally::finding);
    return tally;
  }

  /** Tells what was judged beside images. */
  private static void subjects(Path folder, ScanRequest request, RuleVerdicts verdicts)
      throws IOException {
    read(
        folder.resolve(ResultFile.BOUNDARIES.fileName()),
        (line, place) ->
            verdicts.judged(
                new Subject(
                    Subject.Kind.CONTAINER,
                    line.textIn(place, "container"),
                    line.textIn(place, "name"))));
    read(
        folder.resolve(ResultFile.DIFFS.fileName()),
        (line, place) -> {
          String name = line.textIn(place, "from") + " -> " + line.textIn(place, "to");
          verdicts.judged(new Subject(Subject.Kind.PAIR, name, name));
        });
    for (RawDocument document : RawDocument.of(request.judgedDocuments(), request.runs())) {
      verdicts.judged(document.subject());
    }
    Set<String> failed = new HashSet<>();
    read(
        folder.resolve(ResultFile.FAILURES.fileName()),
        (line, place) -> failed.add(line.textIn(place, "image")));
    if (!failed.contains(FleetJudgement.SUBJECT.name())) {
      verdicts.judged(FleetJudgement.SUBJECT);
    }
  }

  /** Failed findings by severity. */
  Map<RuleSeverity, Long> failed() {
    return failed;
  }

  long count(Finding.Status status) {
    return byStatus.getOrDefault(status, 0L);
  }

  /** Findings at which the profile stops. */
  long stopping() {
    return stopping;
  }

  /** Images that are not what they claim. */
  long unverified() {
    return unverified;
  }

  /** The distinct layers, in order; empty unless the request wants their facts or tables. */
  List<Digest> layers() {
    return layers;
  }

  List<WaiverAudit.Line> exceptions() {
    return audit.lines();
  }

  /** What every rule said of every subject; null unless the profile wants it. */
  @Nullable List<RuleVerdicts.Line> verdicts() {
    return verdicts == null ? null : verdicts.lines();
  }

  private static void read(Path file, JsonLines.Taker taker) throws IOException {
    try {
      JsonLines.read(file, Limits.OWN_LINES, taker);
    } catch (InputException e) {
      throw new IOException("a worker left a part of another version", e);
    }
  }

  private void image(JsonObject line, String place) throws InputException {
    JsonValue verified = line.get("verified");
    if (verified != null && Boolean.FALSE.equals(verified.boolOrNull())) {
      unverified++;
    }
    List<String> refs = new ArrayList<>();
    JsonArray written = line.optionalArrayIn(place, "refs");
    for (JsonValue ref : written == null ? JsonArray.EMPTY : written) {
      String text = ref.textOrNull();
      if (text != null) {
        refs.add(text);
      }
    }
    List<String> digests = new ArrayList<>();
    for (String key : List.of("manifestDigest", "configDigest")) {
      String digest = line.optionalTextIn(place, key);
      if (digest != null) {
        digests.add(digest);
      }
    }
    String name = line.textIn(place, "image");
    audit.image(refs.isEmpty() ? List.of(name) : refs, digests);
    if (verdicts != null) {
      JsonValue position = line.get("position");
      Long at = position == null ? null : position.longOrNull();
      verdicts.judged(
          Subject.ofImage(
              name,
              refs,
              line.textIn(place, "source"),
              at == null ? 0 : at,
              line.textIn(place, "platform")));
    }
  }

  private void layer(JsonObject line, String place) throws InputException {
    layers.add(Digest.parse(line.textIn(place, "diffId"), place));
  }

  private void finding(JsonObject line, String place) throws InputException {
    String rule = line.textIn(place, "rule");
    audit.rule(rule);
    String status = line.textIn(place, "status");
    Finding.Status known = Finding.Status.ofLabel(status);
    if (known != null) {
      byStatus.merge(known, 1L, Long::sum);
    }
    RuleSeverity severity = RuleSeverity.ofLabel(line.textIn(place, "severity"));
    if (status.equals(Finding.Status.FAIL.label()) && severity != null) {
      failed.merge(severity, 1L, Long::sum);
    }
    if (severity != null && profile.stopsAt(rule, status, severity)) {
      stopping++;
    }
    JsonObject subject = line.optionalObjectIn(place, "subject");
    if (verdicts != null && known != null && subject != null) {
      Subject.Kind kind = Subject.Kind.ofLabel(subject.textIn(place, "kind"));
      if (kind != null) {
        verdicts.found(
            new Subject(kind, subject.textIn(place, "key"), subject.textIn(place, "name")),
            rule,
            known);
      }
    }
    JsonArray exceptions = line.optionalArrayIn(place, "exceptions");
    for (JsonValue item : exceptions == null ? JsonArray.EMPTY : exceptions) {
      JsonObject match = item.objectOrNull();
      for (Waiver.Use use : Waiver.Use.values()) {
        if (match != null && subject != null && match.textIn(place, "use").equals(use.label())) {
          audit.match(match.textIn(place, "entry"), use, rule, subject.textIn(place, "name"));
        }
      }
    }
  }
}
