package dev.varve.fleet;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.layer.FactsStoreMaintenance;
import dev.varve.policy.JudgementSettings;
import dev.varve.policy.PolicyEngine;
import dev.varve.policy.RawDocument;
import dev.varve.policy.Rule;
import dev.varve.policy.RuleScope;
import dev.varve.policy.RuleTimer;
import dev.varve.policy.RuleTimes;
import dev.varve.policy.WrittenRuns;
import dev.varve.report.ComparedRun;
import dev.varve.report.KeptFacts;
import dev.varve.report.KeptImages;
import dev.varve.report.RunRecords;
import dev.varve.report.ScanProgress;
import dev.varve.report.ToolVersion;
import dev.varve.runtime.RunSpec;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The main job: reads a fleet of images, expands each distinct layer once, judges, compares, and
 * leaves the results in a folder (design.md sections 4 and 7). The same pipeline runs on every Beam
 * runner and leaves the same bytes.
 */
public final class FleetScan {
  private static final System.Logger LOG = System.getLogger(FleetScan.class.getName());

  /** Options whose values are no secrets and may be shown. */
  private static final Set<String> OPEN_OPTIONS =
      Set.of("--runner", "--flinkMaster", "--parallelism", "--targetParallelism", "--sparkMaster");

  /** Shorter parts of a value are in many a message by chance. */
  private static final int LEAST_OF_A_SECRET = 3;

  private static final Duration BETWEEN_LOOKS = Duration.millis(100);

  private FleetScan() {}

  /**
   * Runs a scan to its end.
   *
   * @throws InputException if Beam does not take its options, or something is wrong with a policy
   * @throws IOException if the surroundings fail here or on a worker; nothing is published then
   */
  public static ScanOutcome run(ScanRequest request) throws InputException, IOException {
    return run(request, null);
  }

  /**
   * Runs a scan to its end.
   *
   * @param progress told a few times a second how far the scan is, or null; runners that know
   *     nothing of a job before its end tell it once
   * @throws InputException as above
   * @throws IOException as above
   */
  public static ScanOutcome run(ScanRequest request, @Nullable Consumer<ScanProgress> progress)
      throws InputException, IOException {
    PipelineOptions options = options(request.beamOptions());
    List<Rule> rules = rules(request);
    Path earlier = request.onlyFailed();
    KeptImages kept =
        earlier == null
            ? null
            : KeptImages.of(
                earlier,
                request.inputDigest(),
                KeptImages.filter(request.filter().include(), request.filter().exclude(), null),
                request.limits());
    if (request.store().isFolder()) {
      new FactsStoreMaintenance(request.store().folder()).sweep();
    }
    try (RunFolder folder = RunFolder.prepare(request.out());
        ComparedRun baseline = folder.baseline(request)) {
      long started = System.nanoTime();
      if (FlinkJob.isWanted(options)) {
        FlinkJob.complete(options, request.beamOptions(), folder.aside());
      }
      if (!request.store().isFolder()) {
        prepareObjects(request, options, folder);
      }
      ScanSettings settings =
          new ScanSettings(
              request.store(),
              folder.parts().toAbsolutePath().toString(),
              request.limits(),
              request.inflater(),
              request.judgement(),
              request.registries(),
              request.ruleTimes(),
              reusable(request));
      Pipeline pipeline = Pipeline.create(options);
      build(pipeline, request, kept, rules, settings);
      PipelineResult result;
      try (Closeable watch = elsewhere(options, progress)) {
        result = runToItsEnd(pipeline, progress);
      }
      ScanOutcome outcome =
          folder.publish(
              request,
              rules,
              new RunFolder.Measured(
                  ScanCounter.LAYERS_EXPANDED.in(result),
                  ScanCounter.LAYER_BYTES_EXPANDED.in(result),
                  new ScanOutcome.Work(
                      ScanCounter.LAYER_BYTES_DONE.in(result),
                      ScanCounter.IMAGES_JUDGED.in(result),
                      ScanCounter.IMAGES_REUSED.in(result),
                      ScanCounter.IMAGES_DATED.in(result),
                      ScanCounter.PAIRS_COMPARED.in(result),
                      ScanCounter.PAIRS_REUSED.in(result)),
                  System.nanoTime() - started,
                  ruleTimes(result)),
              baseline);
      boundResults(request, settings);
      return outcome;
    }
  }

  /**
   * Makes what workers without a common folder for their store need: a key that is settled before
   * the first of them asks for it, and the compiled policies.
   */
  private static void prepareObjects(ScanRequest request, PipelineOptions options, RunFolder folder)
      throws InputException, IOException {
    FileSystems.setDefaultPipelineOptions(options);
    Path copies = folder.aside().resolve("store");
    AddressedStore.open(request.store(), copies).matchKey();
    request
        .judgement()
        .policies()
        .copyCompiled(
            request.store().localFolder(System.getenv()), WorkerResources.policies(folder.parts()));
  }

  /** The rules that will judge; workers open the same engine, here it shows what is wrong. */
  private static List<Rule> rules(ScanRequest request) throws InputException, IOException {
    JudgementSettings judgement = request.judgement();
    Map<String, String> environment = System.getenv();
    Path local = request.store().localFolder(environment);
    try (PolicyEngine engine = judgement.engine(local, environment, RuleTimer.OFF)) {
      judgement.judgement(engine);
      return engine.rules();
    }
  }

  /**
   * Of an object store, a rule of the bucket deletes what is old. The run is in its place by now,
   * so no trouble with the store may make a failure of it.
   */
  private static void boundResults(ScanRequest request, ScanSettings settings) {
    if (settings.reusable() == null || !request.store().isFolder()) {
      return;
    }
    Path store = request.store().folder();
    try {
      new FactsStoreMaintenance(store).boundResults(FactsStoreMaintenance.MAX_RESULT_BYTES);
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "old results stay in the store {0}: {1}",
          store,
          e.toString());
    }
  }

  private static @Nullable Digest reusable(ScanRequest request) throws IOException {
    boolean reuse = request.reuse() && EarlierResults.mayBeReused(request.judgement());
    return reuse ? ToolVersion.program() : null;
  }

  /** Watches what Beam does not watch. */
  private static Closeable elsewhere(
      PipelineOptions options, @Nullable Consumer<ScanProgress> progress) {
    if (progress == null || !FlinkJob.isWanted(options) || !FlinkJob.isRemote(options)) {
      return () -> {};
    }
    return FlinkProgress.watch(options, progress);
  }

  /** Only what a finished pipeline has left is a result. */
  private static PipelineResult runToItsEnd(
      Pipeline pipeline, @Nullable Consumer<ScanProgress> progress) throws IOException {
    PipelineResult.State state;
    PipelineResult result;
    try {
      result = pipeline.run();
      state = progress == null ? result.waitUntilFinish() : watch(result, progress);
    } catch (RuntimeException e) {
      // Runners wrap what a worker threw; a full disk is to be told as one.
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof IOException surroundings) {
          surroundings.addSuppressed(e);
          throw surroundings;
        }
      }
      throw e;
    }
    if (state != PipelineResult.State.DONE) {
      throw new IOException("the pipeline ended as " + state + "; there are no results");
    }
    return result;
  }

  private static PipelineResult.State watch(
      PipelineResult result, Consumer<ScanProgress> progress) {
    while (true) {
      PipelineResult.State state = result.waitUntilFinish(BETWEEN_LOOKS);
      progress.accept(ScanCounter.progress(result));
      // Runners give the state or nothing if the time has passed.
      if (state != null && state.isTerminal()) {
        return state;
      }
    }
  }

  private static PipelineOptions options(List<String> arguments) throws InputException {
    PipelineOptions options;
    try {
      options = PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new)).create();
    } catch (IllegalArgumentException e) {
      throw new InputException(
          ReasonCode.BEAM_OPTION_INVALID, "--runner or --beam", told(e, arguments));
    }
    if (options.getRunner() == DirectRunner.class) {
      // These two checks are for tests of transforms and cost a third of the time of a local run.
      DirectOptions direct = options.as(DirectOptions.class);
      direct.setEnforceImmutability(false);
      direct.setEnforceEncodability(false);
      direct.setBlockOnRun(false);
      if (arguments.stream().noneMatch(argument -> argument.startsWith("--targetParallelism"))) {
        // Beam takes three at least, and whichever has nothing to do looks for timers without rest.
        direct.setTargetParallelism(Runtime.getRuntime().availableProcessors());
      }
    }
    return options;
  }

  /** What Beam says, unless that shows a part of a value, which may be a password. */
  private static String told(IllegalArgumentException e, List<String> arguments) {
    String message = String.valueOf(e.getMessage());
    for (String argument : arguments) {
      String[] option = argument.split("=", 2);
      if (option.length == 2 && !OPEN_OPTIONS.contains(option[0])) {
        for (String part : option[1].split("[^A-Za-z0-9]+")) {
          if (part.length() >= LEAST_OF_A_SECRET && message.contains(part)) {
            return "Beam does not take the value of " + option[0];
          }
        }
      }
    }
    return message;
  }

  /** Builds the pipeline; the order of the transforms is that of design.md section 4. */
  static void build(
      Pipeline pipeline,
      ScanRequest request,
      @Nullable KeptImages kept,
      List<Rule> rules,
      ScanSettings settings) {
    Buckets buckets = buckets(pipeline.getOptions());
    PCollectionTuple resolved =
        pipeline
            .apply(
                "Requests",
                Create.of(SourceRequest.bySource(request.fleet().images(), kept))
                    .withCoder(SerializableCoder.of(SourceRequest.class)))
            .apply("ResolveImages", new ResolveImages(settings, request.filter()));
    PCollection<ImageHandle> found = resolved.get(ResolveImages.IMAGES);
    Integer most = request.filter().maxImages();
    PCollection<ImageHandle> unread =
        most == null ? found : found.apply("LimitImages", new LimitImages(most));
    PCollectionTuple layers =
        unread
            .apply("DistinctLayers", new DistinctLayers())
            .apply("ExpandLayers", new ExpandLayers(settings));
    PCollectionTuple joined =
        unread.apply(
            "JoinLayersToImages",
            new JoinLayersToImages(buckets, layers.get(ExpandLayers.OUTCOMES)));
    PCollectionTuple recalled = recall(pipeline, request, settings);
    PCollection<ResolvedImage> images =
        with(recalled, RecallImages.IMAGES, joined.get(JoinLayersToImages.IMAGES), "AllImages");
    PCollection<ImageHandle> handles = with(recalled, RecallImages.HANDLES, unread, "AllHandles");

    PCollection<KV<String, RunSpec>> runs =
        pipeline
            .apply(
                "Runs",
                Create.of(WrittenRuns.of(request.runs(), request.documents(), rules))
                    .withCoder(SerializableCoder.of(RunSpec.class)))
            .apply("MatchRuns", new MatchRuns(handles, request.match()));
    boolean paired = !request.fleet().pairs().isEmpty();
    PCollectionTuple judged =
        images.apply("EvaluatePolicies", new EvaluatePolicies(settings, buckets, runs, paired));
    List<PCollection<FleetFailure>> unpaired = new ArrayList<>();
    List<PCollection<FleetFailure>> undiffed = new ArrayList<>();
    List<PCollection<Part>> diffed = new ArrayList<>();
    if (paired) {
      PCollectionTuple pairs =
          images.apply(
              "PairImages",
              new PairImages(
                  request.fleet().pairs(),
                  request.filter(),
                  handles,
                  judged.get(EvaluatePolicies.PROFILES)));
      PCollectionTuple diffs =
          pairs.get(PairImages.PAIRS).apply("DiffImages", new DiffImages(settings));
      unpaired.add(pairs.get(PairImages.FAILURES));
      undiffed.add(diffs.get(DiffImages.FAILURES));
      diffed.add(diffs.get(DiffImages.PARTS));
    }
    boolean asked = rules.stream().anyMatch(rule -> rule.scope() == RuleScope.RAW);
    List<RawDocument> written =
        asked ? RawDocument.of(request.judgedDocuments(), request.runs()) : List.of();
    PCollectionTuple documents =
        pipeline
            .apply(
                "Documents", Create.of(written).withCoder(SerializableCoder.of(RawDocument.class)))
            .apply("EvaluateDocuments", new EvaluateDocuments(settings));
    PCollection<FleetFailure> unlisted =
        pipeline.apply(
            "Unlisted",
            Create.of(
                    request.unlisted().stream()
                        .map(
                            failure ->
                                new FleetFailure(failure.subject(), failure.subject(), failure))
                        .toList())
                .withCoder(SerializableCoder.of(FleetFailure.class)));
    PCollection<FleetFailure> unreadNow =
        PCollectionList.of(resolved.get(ResolveImages.FAILURES))
            .and(unlisted)
            .and(joined.get(JoinLayersToImages.FAILURES))
            .apply("AllUnread", Flatten.pCollections());
    PCollection<FleetFailure> unreadable =
        with(recalled, RecallImages.FAILURES, unreadNow, "AllUnreadable");
    PCollection<Part> missing =
        PCollectionList.of(unreadable)
            .and(unpaired)
            .apply("AllMissing", Flatten.pCollections())
            .apply("KeepMissing", ParDo.of(new KeepMissingFn()))
            .setCoder(SerializableCoder.of(Part.class));
    PCollection<FleetFailure> unanalysed =
        PCollectionList.of(unreadable)
            .and(judged.get(EvaluatePolicies.FAILURES))
            .apply("AllUnanalysed", Flatten.pCollections());
    PCollectionTuple fleet =
        with(recalled, RecallImages.REACH, layers.get(ExpandLayers.REACH), "AllReach")
            .apply(
                "AggregateFleet",
                new AggregateFleet(
                    settings,
                    judged.get(EvaluatePolicies.BLAME),
                    judged.get(EvaluatePolicies.SHARES),
                    unanalysed));
    PCollection<Part> failures =
        PCollectionList.of(unanalysed)
            .and(fleet.get(AggregateFleet.FAILURES))
            .and(documents.get(EvaluateDocuments.FAILURES))
            .and(unpaired)
            .and(undiffed)
            .apply("AllFailures", Flatten.pCollections())
            .apply("DescribeFailures", ParDo.of(new DescribeFailureFn()))
            .setCoder(SerializableCoder.of(Part.class));
    PCollectionList.of(judged.get(EvaluatePolicies.PARTS))
        .and(documents.get(EvaluateDocuments.PARTS))
        .and(diffed)
        .and(fleet.get(AggregateFleet.PARTS))
        .and(failures)
        .and(missing)
        .apply("AllParts", Flatten.pCollections())
        .apply("WriteResults", new WriteResults(settings));
  }

  /** Runners that split bundles as they like lose nothing by more keys. */
  private static Buckets buckets(PipelineOptions options) {
    return options.getRunner() == DirectRunner.class
        ? Buckets.forThreads(options.as(DirectOptions.class).getTargetParallelism())
        : Buckets.MANY;
  }

  /** What an earlier run has read; null if none is named. */
  private static @Nullable PCollectionTuple recall(
      Pipeline pipeline, ScanRequest request, ScanSettings settings) {
    Path earlier = request.onlyFailed();
    return earlier == null
        ? null
        : pipeline
            .apply("EarlierRun", Create.of(earlier.toAbsolutePath().toString()))
            .apply("RecallImages", new RecallImages(settings));
  }

  /** Adds what was recalled, if anything was. */
  private static <T> PCollection<T> with(
      @Nullable PCollectionTuple recalled, TupleTag<T> tag, PCollection<T> found, String name) {
    return recalled == null
        ? found
        : PCollectionList.of(found).and(recalled.get(tag)).apply(name, Flatten.pCollections());
  }

  private static final class DescribeFailureFn extends DoFn<FleetFailure, Part> {
    private final Counter failures = ScanCounter.FAILURES.counter();

    @ProcessElement
    public void process(@Element FleetFailure failed, OutputReceiver<Part> out) throws IOException {
      failures.inc();
      byte[] line = RunRecords.failure(failed.source(), failed.failure());
      out.output(new Part(ResultFile.FAILURES, failed.place(), line));
    }
  }

  private static final class KeepMissingFn extends DoFn<FleetFailure, Part> {
    @ProcessElement
    public void process(@Element FleetFailure failed, OutputReceiver<Part> out) throws IOException {
      byte[] line = KeptFacts.line(KeptFacts.Missing.of(failed.source(), failed.failure()));
      // No image has such a key.
      out.output(new Part(ResultFile.FACTS, "\n" + failed.place(), line));
    }
  }

  private static List<RuleTimes.Row> ruleTimes(PipelineResult result) {
    MetricQueryResults metrics =
        result
            .metrics()
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.inNamespace(WorkerResources.RULES))
                    .build());
    RuleTimes times = new RuleTimes();
    for (MetricResult<Long> counter : metrics.getCounters()) {
      times.took(counter.getName().getName(), counter.getAttempted());
    }
    return times.rows();
  }
}
