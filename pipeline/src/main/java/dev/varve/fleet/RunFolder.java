package dev.varve.fleet;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.CanonicalJson;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.layer.PrivateFiles;
import dev.varve.layer.ScratchFolder;
import dev.varve.plan.ImageFilter;
import dev.varve.policy.Finding;
import dev.varve.policy.FleetJudgement;
import dev.varve.policy.Rule;
import dev.varve.policy.RuleSeverity;
import dev.varve.policy.RuleTimes;
import dev.varve.policy.RuleVerdicts;
import dev.varve.policy.WaiverAudit;
import dev.varve.report.ComparedRun;
import dev.varve.report.ComparisonRecords;
import dev.varve.report.ComparisonTotals;
import dev.varve.report.KeptFacts;
import dev.varve.report.KeptImages;
import dev.varve.report.MemberFolding;
import dev.varve.report.RunRecords;
import dev.varve.report.RunResults;
import dev.varve.report.RunSummary;
import dev.varve.report.RunsCompared;
import dev.varve.report.SinceBaseline;
import dev.varve.report.export.ReportForm;
import dev.varve.report.export.ReportedRun;
import dev.varve.report.parquet.ParquetTables;
import dev.varve.report.seal.Checksums;
import dev.varve.report.seal.SigningKey;
import dev.varve.tree.ParentLinks;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The output folder of a run in the making: it lies beside the folder the user named and takes its
 * place at the end, so that a run that is cut short leaves nothing half done. For the user alone.
 */
final class RunFolder implements Closeable {
  private static final System.Logger LOG = System.getLogger(RunFolder.class.getName());

  private static final String PREVIOUS = "previous";
  private static final String RESULTS = "results";

  /** Those that every run leaves; others are made of it by {@code check --from}. */
  private static final List<ReportForm> REPORTS =
      List.of(ReportForm.SARIF, ReportForm.JUNIT, ReportForm.MARKDOWN, ReportForm.HTML);

  private final Path out;
  private final ScratchFolder work;

  private RunFolder(Path out, ScratchFolder work) {
    this.out = out;
    this.work = work;
  }

  /**
   * Makes the folder beside {@code out}.
   *
   * @throws FileAlreadyExistsException if {@code out} holds something that no scan has left there
   */
  static RunFolder prepare(Path out) throws IOException {
    Path target = out.toAbsolutePath().normalize();
    sweep(target);
    if (Files.exists(target) && !isEmpty(target)) {
      if (!isRun(target)) {
        throw new FileAlreadyExistsException(
            target.toString(), null, "it holds other files; name a new folder with -o");
      }
      Set<String> others = OwnFiles.others(target);
      if (!others.isEmpty()) {
        throw new FileAlreadyExistsException(
            target.toString(),
            null,
            "the earlier run in it would be replaced, and beside it there lies what no scan wrote: "
                + OwnFiles.named(others)
                + "; move that elsewhere, or name a new folder with -o");
      }
    }
    Path parent = target.getParent();
    if (parent == null) {
      throw new FileAlreadyExistsException(target.toString(), null, "it is the root folder");
    }
    Files.createDirectories(parent);
    ScratchFolder work = ScratchFolder.create(parent, prefix(target));
    RunFolder folder = new RunFolder(target, work);
    PartFolder.create(folder.parts());
    Files.createDirectory(folder.results());
    return folder;
  }

  private static String prefix(Path target) {
    return "." + target.getFileName() + "-";
  }

  /**
   * Deletes what killed runs left beside their folder. One that was killed while it took the place
   * of an earlier run has the only copy of that, which goes back first, or stays where it is if its
   * place has been taken.
   */
  private static void sweep(Path target) throws IOException {
    Path parent = target.getParent();
    if (parent == null) {
      return;
    }
    for (Path left : ScratchFolder.abandoned(parent, prefix(target))) {
      Path previous = left.resolve(PREVIOUS);
      if (Files.isDirectory(previous) && isVacant(target)) {
        Files.move(previous, target, StandardCopyOption.ATOMIC_MOVE);
      }
      // Without results, these have taken the place, and the earlier run is to go.
      if (Files.exists(previous, LinkOption.NOFOLLOW_LINKS)
          && Files.exists(left.resolve(RESULTS))) {
        LOG.log(
            System.Logger.Level.WARNING,
            "a scan that did not end well left the earlier run in {0}; move or delete it",
            previous);
      } else {
        PrivateFiles.delete(left);
      }
    }
  }

  /** Whether a folder can be moved there. */
  private static boolean isVacant(Path target) throws IOException {
    return !Files.exists(target, LinkOption.NOFOLLOW_LINKS)
        || (!Files.isSymbolicLink(target) && isEmpty(target));
  }

  /** Whether a scan has left the folder: any file may be called as its summary is. */
  private static boolean isRun(Path folder) throws IOException {
    Path summary = folder.resolve(RunSummary.FILE);
    if (!Files.isRegularFile(summary) || Files.size(summary) > Limits.DEFAULT.maxJsonBytes()) {
      return false;
    }
    try {
      JsonObject run =
          Json.parseObject(
              Bytes.wrap(Files.readAllBytes(summary)), RunSummary.FILE, Limits.DEFAULT);
      return run.textIn("", "record").equals("run");
    } catch (InputException e) {
      return false;
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** Where workers leave parts. */
  Path parts() {
    return work.path().resolve("parts");
  }

  /** For what the run needs and does not leave. */
  Path aside() {
    return work.path();
  }

  private Path results() {
    return work.path().resolve(RESULTS);
  }

  /**
   * What a finished pipeline has counted.
   *
   * @param nanos that it took
   */
  record Measured(
      long layersExpanded,
      long layerBytesExpanded,
      ScanOutcome.Work work,
      long nanos,
      List<RuleTimes.Row> ruleTimes) {
    Measured {
      ruleTimes = List.copyOf(ruleTimes);
    }
  }

  /**
   * Puts the parts together, writes the summary, and moves everything into place.
   *
   * @param rules that judged
   * @param baseline to compare with, or null
   * @throws InputException if runs cannot be compared, or the results cannot be signed
   */
  ScanOutcome publish(
      ScanRequest request, List<Rule> rules, Measured measured, @Nullable ComparedRun baseline)
      throws InputException, IOException {
    PartFolder parts = new PartFolder(parts());
    Map<ResultFile, Long> lines = new EnumMap<>(ResultFile.class);
    Map<String, FleetJudgement.Fold> folds = folds(parts);
    for (ResultFile file : ResultFile.values()) {
      if (file == ResultFile.FINDINGS) {
        assemble(file, out -> parts.assemble(file, new MemberFolding(out, folds)), lines);
      } else if (file == ResultFile.DIFFERENCES && !parts.has(file)) {
        continue; // Nobody asked for it.
      } else if (file != ResultFile.EXCEPTIONS
          && file != ResultFile.VERDICTS
          && file != ResultFile.FOLDS) {
        assemble(file, out -> parts.assemble(file, out), lines);
      }
    }
    RunTally tally = RunTally.of(results(), request, rules);
    assemble(
        ResultFile.EXCEPTIONS,
        out -> {
          for (WaiverAudit.Line entry : tally.exceptions()) {
            out.write(RunRecords.exception(entry));
          }
        },
        lines);
    List<RuleVerdicts.Line> verdicts = tally.verdicts();
    if (verdicts != null) {
      assemble(
          ResultFile.VERDICTS,
          out -> {
            for (RuleVerdicts.Line line : verdicts) {
              out.write(RunRecords.verdicts(line));
            }
          },
          lines);
    }
    ScanOutcome outcome =
        new ScanOutcome(
            lines.getOrDefault(ResultFile.IMAGES, 0L),
            lines.getOrDefault(ResultFile.FAILURES, 0L),
            tally.unverified(),
            lines.getOrDefault(ResultFile.LAYERS, 0L),
            measured.layersExpanded(),
            measured.layerBytesExpanded(),
            measured.work(),
            tally.failed(),
            tally.stopping(),
            tally.count(Finding.Status.OUTSIDE_PROFILE),
            tally.exceptions(),
            null,
            measured.ruleTimes());
    JsonObject summary = runJson(request, rules, outcome, tally, lines);
    write(RunSummary.FILE, summary);
    SinceBaseline since = baseline == null ? null : new SinceBaseline(baseline);
    if (baseline != null && since != null) {
      outcome = outcome.since(compare(baseline, request, summary, since));
    }
    write("timings.json", timings(outcome, measured.nanos()));
    if (request.withFacts()) {
      AddressedStore.copyListings(
          request.store(),
          tally.layers(),
          results().resolve(KeptFacts.FOLDER),
          aside().resolve("copies"));
    }
    report(request, rules, outcome, summary, since);
    if (request.parquet()) {
      tables(request, tally.layers());
    }
    Checksums.write(results());
    SigningKey key = request.signingKey();
    if (key != null) {
      key.sign(results(), aside());
    }
    restrict();
    moveIntoPlace();
    return outcome;
  }

  /**
   * The run to compare with, or null. It is read before anything else is done, so that a damaged
   * one costs no scan and nobody can change it meanwhile. That a first run names its own folder is
   * no mistake: the next one will find it there.
   *
   * @throws InputException {@code run-unusable} if the folder cannot be compared with
   */
  @Nullable ComparedRun baseline(ScanRequest request) throws InputException, IOException {
    Path baseline = request.baseline();
    if (baseline == null) {
      return null;
    }
    boolean own = baseline.toAbsolutePath().normalize().equals(out);
    return own && (!Files.exists(baseline) || isEmpty(baseline))
        ? null
        : ComparedRun.read(baseline, request.limits(), about -> true, true, work.path());
  }

  /** Writes what differs from an earlier run. */
  private ComparisonTotals compare(
      ComparedRun before, ScanRequest request, JsonObject summary, SinceBaseline since)
      throws InputException, IOException {
    Path file = results().resolve(ComparisonRecords.FILE);
    ComparisonTotals totals;
    try (ComparedRun now =
            ComparedRun.read(results(), Limits.OWN_LINES, about -> true, false, work.path());
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      ComparisonRecords records = ComparisonRecords.begin(before, now, out);
      totals = RunsCompared.compare(before, now, request.judgement().profile(), since.and(records));
      records.end(totals);
      JsonObject.Builder json = JsonObject.builder();
      summary.members().forEach(json::put);
      json.put("baseline", ComparisonRecords.baseline(before, totals));
      write(RunSummary.FILE, json.build());
    }
    return totals;
  }

  /** Writes what other programs read. */
  private void report(
      ScanRequest request,
      List<Rule> rules,
      ScanOutcome outcome,
      JsonObject summary,
      @Nullable SinceBaseline since)
      throws IOException {
    try {
      ReportedRun run =
          new ReportedRun(
              outcome.images(),
              outcome.unverified(),
              request.judgement().profile(),
              rules,
              ReportedRun.failuresOf(results().resolve(ResultFile.FAILURES.fileName())),
              ReportedRun.findingsOf(results().resolve(ResultFile.FINDINGS.fileName())),
              RunResults.of(results(), summary),
              since);
      for (ReportForm form : REPORTS) {
        Path file = results().resolve(form.fileName());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
          form.write(run, out);
        }
      }
    } catch (InputException e) {
      throw new IOException("the results of this very run cannot be read", e);
    }
  }

  private void tables(ScanRequest request, List<Digest> layers) throws IOException {
    List<Digest> sorted = layers.stream().sorted().toList();
    Path copies = aside().resolve("listings");
    try {
      ParquetTables.write(
          results(), taker -> AddressedStore.eachListing(request.store(), sorted, copies, taker));
    } catch (InputException e) {
      throw new IOException("the results of this very run cannot be read", e);
    }
  }

  /** What findings about the fleet stand for, as {@link AggregateFleet} writes it. */
  private static Map<String, FleetJudgement.Fold> folds(PartFolder parts) throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    parts.assemble(ResultFile.FOLDS, written);
    Map<String, FleetJudgement.Fold> folds = new HashMap<>();
    for (String line : written.toString(StandardCharsets.UTF_8).lines().toList()) {
      String[] words = line.split(" ", 3);
      RuleSeverity severity = RuleSeverity.ofLabel(words[1]);
      if (severity != null) {
        folds.put(words[0], new FleetJudgement.Fold(words[2], severity));
      }
    }
    return folds;
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private void assemble(ResultFile file, Content content, Map<ResultFile, Long> lines)
      throws IOException {
    Path path = results().resolve(file.fileName());
    try (LineCounter counter =
        new LineCounter(new BufferedOutputStream(Files.newOutputStream(path)))) {
      content.writeTo(counter);
      lines.put(file, counter.lines);
    }
  }

  private static JsonObject runJson(
      ScanRequest request,
      List<Rule> rules,
      ScanOutcome outcome,
      RunTally tally,
      Map<ResultFile, Long> lines) {
    JsonObject.Builder severities = JsonObject.builder();
    for (RuleSeverity severity : RuleSeverity.values()) {
      severities.put(severity.label(), outcome.findings().getOrDefault(severity, 0L));
    }
    JsonObject.Builder run =
        JsonObject.builder()
            .put("record", "run")
            .put("schemaVersion", 1)
            .put("tool", RunSummary.ownTool())
            .put("asOf", request.judgement().asOf().toString())
            .put("fleetDigest", request.inputDigest().toString());
    ImageFilter filter = request.filter();
    if (!filter.equals(ImageFilter.ALL)) {
      run.put(
          KeptImages.FILTER,
          KeptImages.filter(filter.include(), filter.exclude(), filter.maxImages()));
    }
    return run.put("parentLinks", ParentLinks.FOLLOW.label())
        .put("limits", limits(request.limits()))
        .put("facts", KeptFacts.description())
        .put("policies", RunSummary.policies(request.judgement(), rules))
        .put(
            "counts",
            JsonObject.builder()
                .put("images", outcome.images())
                .put("unverifiedImages", outcome.unverified())
                .put("failures", outcome.failures())
                .put("distinctLayers", outcome.layers())
                .put("containers", request.runs().size())
                .put("pairs", lines.getOrDefault(ResultFile.DIFFS, 0L))
                .put("findings", lines.getOrDefault(ResultFile.FINDINGS, 0L))
                .put("failedFindings", severities.build())
                .put("undeterminedFindings", tally.count(Finding.Status.UNDETERMINED))
                .put("foldedFindings", tally.count(Finding.Status.FOLDED))
                .put("expectedFindings", tally.count(Finding.Status.EXPECTED))
                .put("waivedFindings", tally.count(Finding.Status.WAIVED))
                .put("outsideProfileFindings", outcome.outsideProfile())
                .put("exceptions", lines.getOrDefault(ResultFile.EXCEPTIONS, 0L))
                .build())
        .build();
  }

  /** Another limit may refuse another image. */
  private static JsonObject limits(Limits limits) {
    return JsonObject.builder()
        .put("maxEntries", limits.maxEntries())
        .put("maxPathBytes", limits.maxPathBytes())
        .put("maxPathDepth", limits.maxPathDepth())
        .put("maxLayerBytes", limits.maxLayerBytes())
        .put("maxCompressionRatio", limits.maxCompressionRatio())
        .put("maxJsonBytes", limits.maxJsonBytes())
        .put("maxJsonDepth", limits.maxJsonDepth())
        .put("maxLayers", limits.maxLayers())
        .put("maxManifests", limits.maxManifests())
        .put("maxXattrBytes", limits.maxXattrBytes())
        .build();
  }

  /** What differs from run to run, and from machine to machine. */
  private static JsonObject timings(ScanOutcome outcome, long nanos) {
    List<JsonValue> rules = new ArrayList<>();
    for (RuleTimes.Row row : outcome.ruleTimes()) {
      rules.add(
          JsonObject.builder().put("rule", row.what()).put("micros", row.nanos() / 1000).build());
    }
    return JsonObject.builder()
        .put("record", "timings")
        .put("schemaVersion", 1)
        .put("wallMillis", nanos / 1_000_000)
        .put("layersExpanded", outcome.layersExpanded())
        .put("layerBytesExpanded", outcome.layerBytesExpanded())
        .put("layerBytesRead", outcome.work().layerBytesRead())
        .put("imagesJudged", outcome.work().imagesJudged())
        .put("imagesReused", outcome.work().imagesReused())
        .put("imagesDated", outcome.work().imagesDated())
        .put("pairsCompared", outcome.work().pairsCompared())
        .put("pairsReused", outcome.work().pairsReused())
        .put("rules", JsonArray.of(rules))
        .put("processors", Runtime.getRuntime().availableProcessors())
        .put("maxHeapBytes", Runtime.getRuntime().maxMemory())
        .put("java", Runtime.version().toString())
        .build();
  }

  private void write(String name, JsonObject json) throws IOException {
    String text = CanonicalJson.text(json) + "\n";
    Files.writeString(results().resolve(name), text, StandardCharsets.UTF_8);
  }

  private void restrict() throws IOException {
    if (!Files.getFileStore(results()).supportsFileAttributeView("posix")) {
      return;
    }
    Files.setPosixFilePermissions(results(), PosixFilePermissions.fromString("rwx------"));
    try (Stream<Path> files = Files.list(results())) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
    }
  }

  /**
   * An earlier run makes room first and comes back if its place cannot be taken. Meanwhile the work
   * folder holds the only copy of it and is not to be deleted, even if the process is stopped.
   */
  void moveIntoPlace() throws IOException {
    if (!Files.exists(out)) {
      Files.move(results(), out, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    // Somebody may have put a file there during the scan, which is not to be lost, nor is the scan.
    Set<String> others = isRun(out) ? OwnFiles.others(out) : Set.of();
    if (!others.isEmpty()) {
      Path elsewhere = freeBeside(out);
      Files.move(results(), elsewhere, StandardCopyOption.ATOMIC_MOVE);
      throw new FileAlreadyExistsException(
          out.toString(),
          null,
          "during the scan came what no scan wrote: "
              + OwnFiles.named(others)
              + "; the results lie in "
              + elsewhere);
    }
    Path previous = work.path().resolve(PREVIOUS);
    work.keep(true);
    try {
      Files.move(out, previous, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      work.keep(false);
      throw e;
    }
    try {
      Files.move(results(), out, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      try {
        Files.move(previous, out, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException notBack) {
        e.addSuppressed(notBack);
        throw new IOException(e.getMessage() + "; the earlier run now lies in " + previous, e);
      }
      work.keep(false);
      throw e;
    }
    work.keep(false);
  }

  private static Path freeBeside(Path out) {
    for (int i = 1; ; i++) {
      Path free = out.resolveSibling(out.getFileName() + "." + i);
      if (!Files.exists(free, LinkOption.NOFOLLOW_LINKS)) {
        return free;
      }
    }
  }

  /** Deletes what is not part of the results, the previous run's included. */
  @Override
  public void close() throws IOException {
    work.close();
  }

  /** Counts the lines that pass. */
  private static final class LineCounter extends OutputStream {
    private final OutputStream out;
    long lines;

    LineCounter(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      if (b == '\n') {
        lines++;
      }
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      for (int i = from; i < from + length; i++) {
        if (bytes[i] == '\n') {
          lines++;
        }
      }
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
