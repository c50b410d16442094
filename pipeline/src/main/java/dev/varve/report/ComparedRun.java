package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.CanonicalJson;
import dev.varve.json.Json;
import dev.varve.json.JsonLines;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.layer.LineSorter;
import dev.varve.policy.Finding;
import dev.varve.policy.JudgementSettings;
import dev.varve.policy.Rule;
import dev.varve.policy.Subject;
import dev.varve.runtime.Boundary;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One of two runs that are compared. Its findings lie sorted in memory up to a bound and in a
 * temporary file beyond; images, layers, containers and pairs are held as far as comparing needs
 * them.
 */
public final class ComparedRun implements Closeable {
  /** Of findings of one run; what is beyond lies in a temporary file. */
  private static final int SORTER_BYTES = 32 << 20;

  /** Tells temporary files of one process apart. */
  private static final AtomicLong SPILL_FILES = new AtomicLong();

  private final String name;
  private final RunSummary summary;
  private final LineSorter findings;
  private final JudgedSubjects judged = new JudgedSubjects();
  private final Set<String> ofFleet = new HashSet<>();
  private final MessageDigest digest = Digest.messageDigest("sha256");
  private long findingCount;
  private long beyond;
  private boolean incomplete;
  private boolean partial;

  private ComparedRun(String name, RunSummary summary, Path scratch) {
    this.name = name;
    this.summary = summary;
    Path spillFile = scratch.resolve("findings-" + SPILL_FILES.incrementAndGet());
    this.findings = new LineSorter(spillFile, SORTER_BYTES);
  }

  /**
   * Reads what a scan has left.
   *
   * @param about which subjects are compared; findings about others are left out and counted
   * @param keeping whether findings count as well that an earlier run had about what this one could
   *     not analyse, so that an image that fails for a night does not come back with all its
   *     findings new
   * @param scratch private folder of the process
   * @throws InputException {@code run-unusable} if no scan has left the folder, a newer varve has,
   *     or something is missing from it or damaged
   */
  public static ComparedRun read(
      Path folder, Limits limits, Predicate<Subject> about, boolean keeping, Path scratch)
      throws InputException, IOException {
    JsonObject file = RunSummary.file(folder, limits);
    RunSummary summary = RunSummary.of(file, folder.resolve(RunSummary.FILE).toString());
    ComparedRun run = new ComparedRun(folder.toString(), summary, scratch);
    boolean whole = false;
    try {
      run.read(folder, file, limits, about);
      if (keeping && Files.isRegularFile(folder.resolve(ComparisonRecords.FILE))) {
        run.readKept(folder.resolve(ComparisonRecords.FILE), limits, about);
      }
      whole = true;
      return run;
    } finally {
      if (!whole) {
        run.close();
      }
    }
  }

  /** A check that has just been made. */
  public static ComparedRun of(
      CheckResult check, JudgementSettings settings, List<Rule> rules, Path scratch)
      throws IOException {
    ComparedRun run = new ComparedRun("this check", RunSummary.of(settings, rules), scratch);
    for (CheckResult.CheckedImage image : check.images()) {
      run.judged.image(ImageRecord.of(image));
    }
    for (Boundary boundary : check.boundaries()) {
      run.judged.container(boundary);
    }
    check.failures().forEach(run.judged::failure);
    run.incomplete = !check.failures().isEmpty();
    run.partial = true;
    int line = 0;
    for (Finding finding : check.findings()) {
      run.add(FindingRecord.of(finding, ++line));
    }
    return run;
  }

  /** Reads the lines of one file. */
  private interface Reader {
    void line(JsonObject line, String place) throws InputException, IOException;
  }

  private void read(Path folder, JsonObject file, Limits limits, Predicate<Subject> about)
      throws InputException, IOException {
    Map<ImageRecord.Layer, ImageRecord.Layer> layers = new HashMap<>();
    long images =
        lines(
            folder.resolve("images.jsonl"),
            "image",
            limits,
            (line, place) -> {
              ImageRecord image = ImageRecord.of(line, layers, place);
              if (about.test(image.subject())) {
                judged.image(image);
              }
            });
    requireCount(folder, file, "images", images);
    lines(
        folder.resolve("boundaries.jsonl"),
        "boundary",
        limits,
        (line, place) -> {
          if (about.test(JudgedSubjects.subject(line, place))) {
            judged.container(line, place);
          }
        });
    long pairs = lines(folder.resolve("diffs.jsonl"), "pair", limits, judged::pair);
    requireCount(folder, file, "pairs", pairs);
    long failures = lines(folder.resolve("failures.jsonl"), "failure", limits, judged::failure);
    requireCount(folder, file, "failures", failures);
    incomplete = failures > 0;
    int[] number = {0};
    long all =
        lines(
            folder.resolve("findings.jsonl"),
            "finding",
            limits,
            (line, place) -> {
              FindingRecord finding = FindingRecord.of(line, ++number[0], place);
              noteRule(finding);
              if (about.test(finding.subject())) {
                add(finding);
              } else {
                beyond++;
              }
            });
    requireCount(folder, file, "findings", all);
  }

  /** What the run's own comparison with its baseline tells of what could not be analysed. */
  private void readKept(Path file, Limits limits, Predicate<Subject> about)
      throws InputException, IOException {
    int[] number = {0};
    lines(
        file,
        "",
        limits,
        (line, place) -> {
          String state = line.textIn(place, "state");
          JsonObject finding = line.optionalObjectIn(place, "finding");
          JsonObject image = line.optionalObjectIn(place, "before");
          if (finding != null
              && line.textIn(place, "why").equals(ComparisonRecords.NOT_ANALYSED)
              && state.equals(FindingComparison.State.NOT_JUDGED.label())) {
            FindingRecord kept = FindingRecord.ofJson(finding, --number[0], place);
            noteRule(kept);
            if (about.test(kept.subject())) {
              add(kept);
            }
          } else if (image != null && state.equals(ImageComparison.State.FAILED_NOW.label())) {
            judged.judgedEarlier(line.textIn(place, "image"), image.textIn(place, "source"));
          }
        });
  }

  /**
   * @param record that every line must be; empty for any
   */
  private static long lines(Path file, String record, Limits limits, Reader reader)
      throws InputException, IOException {
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          ReasonCode.RUN_UNUSABLE,
          String.valueOf(file.getParent()),
          "there is no " + file.getFileName());
    }
    long[] count = {0};
    IOException[] failed = {null};
    try {
      JsonLines.read(
          file,
          limits,
          (line, place) -> {
            if (failed[0] != null) {
              return;
            }
            if (!record.isEmpty() && !line.textIn(place, "record").equals(record)) {
              throw new InputException(
                  ReasonCode.RUN_UNUSABLE, place, "the record is no " + record);
            }
            RunSummary.requireVersion(line, place);
            count[0]++;
            try {
              reader.line(line, place);
            } catch (IOException e) {
              failed[0] = e;
            }
          });
    } catch (InputException e) {
      throw e.as(ReasonCode.RUN_UNUSABLE);
    }
    if (failed[0] != null) {
      throw failed[0];
    }
    return count[0];
  }

  /** A file that was cut short at the end of a line looks like a whole one. */
  private static void requireCount(Path folder, JsonObject file, String what, long found)
      throws InputException {
    JsonObject counts = file.optionalObjectIn(RunSummary.FILE, "counts");
    JsonValue written = counts == null ? null : counts.get(what);
    Long count = written == null ? null : written.longOrNull();
    if (count == null || count != found) {
      throw new InputException(
          ReasonCode.RUN_UNUSABLE,
          folder.toString(),
          "it has "
              + found
              + " "
              + what
              + " where "
              + RunSummary.FILE
              + (count == null ? " says nothing of them" : " says " + count)
              + "; files are cut short or of another run");
    }
  }

  private void noteRule(FindingRecord finding) {
    if (finding.subject().kind() == Subject.Kind.FLEET) {
      ofFleet.add(finding.rule());
    }
  }

  private void add(FindingRecord finding) throws IOException {
    findingCount++;
    byte[] json = CanonicalJson.bytes(finding.json());
    digest.update(json);
    findings.add(key(finding), finding.line(), json);
  }

  /** Those of one fingerprint follow one another, and those of one rule about one subject. */
  private static Bytes key(FindingRecord finding) {
    return Bytes.utf8(
        String.join(
            "\u0000",
            finding.subject().kind().label(),
            finding.subject().key().replace('\u0000', '\uFFFD'),
            finding.rule().replace('\u0000', '\uFFFD'),
            finding.fp()));
  }

  /** The findings, those with equal keys one after another. */
  Cursor findings() throws IOException {
    return new Cursor(findings.sorted());
  }

  /** Findings in the order of their keys. */
  static final class Cursor {
    private final LineSorter.Sorted sorted;
    private @Nullable Bytes key;

    private Cursor(LineSorter.Sorted sorted) throws IOException {
      this.sorted = sorted;
      advance();
    }

    /** Of the next finding; null at the end. */
    @Nullable Bytes key() {
      return key;
    }

    FindingRecord next() throws IOException {
      FindingRecord finding;
      try {
        JsonObject json = Json.parseObject(sorted.line(), "a finding", Limits.OWN_LINES);
        finding = FindingRecord.ofJson(json, sorted.number(), "a finding");
      } catch (InputException e) {
        throw new IOException("a temporary file was changed", e);
      }
      advance();
      return finding;
    }

    private void advance() throws IOException {
      key = sorted.next() ? sorted.key() : null;
    }
  }

  /** What the user calls the run. */
  public String name() {
    return name;
  }

  public RunSummary summary() {
    return summary;
  }

  JudgedSubjects judged() {
    return judged;
  }

  /** Ids of the rules whose findings about the fleet may stand for others. */
  Set<String> ofFleet() {
    return ofFleet;
  }

  long findingCount() {
    return findingCount;
  }

  /** Findings that are left out because they are about something else. */
  long beyond() {
    return beyond;
  }

  /** Whether there is something that the run could not analyse. */
  public boolean isIncomplete() {
    return incomplete;
  }

  /** Whether the run looks at a part only of what the other one has looked at. */
  boolean isPartial() {
    return partial;
  }

  /** SHA-256 over its findings that are compared, as canonical JSON, in their order. */
  String findingsDigest() {
    try {
      return Digest.ofSha256(((MessageDigest) digest.clone()).digest()).toString();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    findings.close();
  }
}
