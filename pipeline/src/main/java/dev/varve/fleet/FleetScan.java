package dev.varve.fleet;

import dev.varve.failure.Failure;
import dev.varve.report.RunRecords;
import dev.varve.runtime.RunSpec;
import java.io.IOException;
import java.util.List;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.SerializableCoder;
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

/**
 * The main job: reads a fleet of images, expands each distinct layer once, judges, compares, and
 * leaves the results in a folder (design.md sections 4 and 7). The same pipeline runs on every Beam
 * runner and leaves the same bytes.
 */
public final class FleetScan {
  private FleetScan() {}

  /** Runs a scan to its end. */
  public static ScanOutcome run(ScanRequest request) throws IOException {
    RunFolder folder = RunFolder.prepare(request.out());
    try {
      long started = System.nanoTime();
      ScanSettings settings =
          new ScanSettings(
              request.store().toAbsolutePath().toString(),
              folder.parts().toAbsolutePath().toString(),
              request.limits(),
              request.inflater(),
              request.asOf());
      Pipeline pipeline = Pipeline.create(options(request.beamOptions()));
      build(pipeline, request, settings);
      PipelineResult result = pipeline.run();
      result.waitUntilFinish();
      return folder.publish(
          request,
          counter(result, ExpandLayers.EXPANDED),
          counter(result, ExpandLayers.EXPANDED_BYTES),
          System.nanoTime() - started);
    } finally {
      folder.close();
    }
  }

  private static PipelineOptions options(List<String> arguments) {
    PipelineOptions options =
        PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new)).create();
    if (options.getRunner() == DirectRunner.class) {
      // These two checks are for tests of transforms and cost a third of the time of a local run.
      DirectOptions direct = options.as(DirectOptions.class);
      direct.setEnforceImmutability(false);
      direct.setEnforceEncodability(false);
    }
    return options;
  }

  /** Builds the pipeline; the order of the transforms is that of design.md section 4. */
  static void build(Pipeline pipeline, ScanRequest request, ScanSettings settings) {
    PCollectionTuple resolved =
        pipeline
            .apply(
                "Requests",
                Create.of(SourceRequest.bySource(request.fleet().images()))
                    .withCoder(SerializableCoder.of(SourceRequest.class)))
            .apply("ResolveImages", new ResolveImages(settings));
    PCollection<ImageHandle> handles = resolved.get(ResolveImages.IMAGES);
    PCollectionTuple layers =
        handles
            .apply("DistinctLayers", new DistinctLayers())
            .apply("ExpandLayers", new ExpandLayers(settings));
    PCollectionTuple joined =
        handles.apply(
            "JoinLayersToImages", new JoinLayersToImages(layers.get(ExpandLayers.OUTCOMES)));
    PCollection<ResolvedImage> images = joined.get(JoinLayersToImages.IMAGES);

    PCollection<Part> diffs =
        images
            .apply("PairImages", new PairImages(request.fleet().pairs(), handles))
            .apply("DiffImages", new DiffImages(settings));
    PCollection<KV<String, RunSpec>> runs =
        pipeline
            .apply("Runs", Create.of(request.runs()).withCoder(SerializableCoder.of(RunSpec.class)))
            .apply("MatchRuns", new MatchRuns(handles));
    PCollectionTuple judged =
        images.apply("EvaluatePolicies", new EvaluatePolicies(settings, runs));
    PCollection<Part> aggregates =
        layers.get(ExpandLayers.REACH).apply("AggregateFleet", new AggregateFleet(settings));
    PCollection<Part> failures =
        PCollectionList.of(resolved.get(ResolveImages.FAILURES))
            .and(joined.get(JoinLayersToImages.FAILURES))
            .and(judged.get(EvaluatePolicies.FAILURES))
            .apply("AllFailures", Flatten.pCollections())
            .apply("DescribeFailures", ParDo.of(new DescribeFailureFn()))
            .setCoder(SerializableCoder.of(Part.class));
    PCollectionList.of(List.of(judged.get(EvaluatePolicies.PARTS), diffs, aggregates, failures))
        .apply("AllParts", Flatten.pCollections())
        .apply("WriteResults", new WriteResults(settings));
  }

  private static final class DescribeFailureFn extends DoFn<Failure, Part> {
    @ProcessElement
    public void process(@Element Failure failure, OutputReceiver<Part> out) throws IOException {
      String key =
          failure.subject() + "\n" + failure.reason() + "\n" + failure.where() + failure.detail();
      out.output(new Part(ResultFile.FAILURES, key, RunRecords.failure(failure)));
    }
  }

  private static long counter(PipelineResult result, String name) {
    MetricQueryResults metrics =
        result
            .metrics()
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.named("varve", name))
                    .build());
    long total = 0;
    for (MetricResult<Long> counter : metrics.getCounters()) {
      total += counter.getAttempted();
    }
    return total;
  }
}
