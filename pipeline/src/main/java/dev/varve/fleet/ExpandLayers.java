package dev.varve.fleet;

import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.stack.ResolvedLayer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Reads each distinct layer: expands it, or hashes it if its listing is there already. Gives the
 * outcome to every image that uses it, by image key. Layers that claim the same but lie in several
 * places are read in each, since a claim is no evidence.
 */
final class ExpandLayers
    extends PTransform<
        PCollection<KV<String, Iterable<LayerUse>>>, PCollection<KV<String, LayerOutcome>>> {
  static final String EXPANDED = "layersExpanded";
  static final String EXPANDED_BYTES = "layerBytesExpanded";
  static final String REUSED = "layersReused";

  private final ScanSettings settings;

  ExpandLayers(ScanSettings settings) {
    this.settings = settings;
  }

  @Override
  public PCollection<KV<String, LayerOutcome>> expand(
      PCollection<KV<String, Iterable<LayerUse>>> layers) {
    return layers
        .apply("ExpandLayer", ParDo.of(new ExpandLayerFn(settings)))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(LayerOutcome.class)));
  }

  private static final class ExpandLayerFn
      extends ResourceFn<KV<String, Iterable<LayerUse>>, KV<String, LayerOutcome>> {
    private final Counter expanded = Metrics.counter("varve", EXPANDED);
    private final Counter expandedBytes = Metrics.counter("varve", EXPANDED_BYTES);
    private final Counter reused = Metrics.counter("varve", REUSED);

    ExpandLayerFn(ScanSettings settings) {
      super(settings);
    }

    /** What reading one place gave. */
    private interface Outcome {
      LayerOutcome of(LayerUse use);
    }

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<LayerUse>> layer, OutputReceiver<KV<String, LayerOutcome>> out)
        throws IOException {
      Map<String, Outcome> places = new HashMap<>();
      for (LayerUse use : layer.getValue()) {
        Outcome outcome = places.get(use.place());
        if (outcome == null) {
          outcome = read(use);
          places.put(use.place(), outcome);
        }
        out.output(KV.of(use.imageKey(), outcome.of(use)));
      }
    }

    private Outcome read(LayerUse use) throws IOException {
      try {
        ResolvedLayer resolved =
            resources()
                .withSource(
                    use.path(),
                    opened ->
                        resources().resolver().resolve(opened.source(), use.image(), use.layer()));
        if (resolved.expanded()) {
          expanded.inc();
          resources()
              .store()
              .find(resolved.blob().diffId())
              .ifPresent(listing -> expandedBytes.inc(listing.summary().tarBytes()));
        } else {
          reused.inc();
        }
        return user -> new LayerOutcome(user.layer(), resolved, null);
      } catch (InputException e) {
        return user -> new LayerOutcome(user.layer(), null, Failure.of(user.imageName(), e));
      }
    }
  }
}
