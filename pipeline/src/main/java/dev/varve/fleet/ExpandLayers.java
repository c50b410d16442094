package dev.varve.fleet;

import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.report.RunRecords;
import dev.varve.stack.ResolvedLayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Reads each distinct layer: expands it, or hashes it if its listing is there already. Layers that
 * claim the same but lie in several places are read in each, since a claim is no evidence.
 */
final class ExpandLayers extends PTransform<PCollection<ClaimedLayer>, PCollectionTuple> {
  /** What became of each, with the images that use it. */
  static final TupleTag<LayerOutcome> OUTCOMES = new TupleTag<>() {};

  /** The images that hold a layer, by the digits of its diffID. */
  static final TupleTag<KV<String, Packed<LayerReach>>> REACH = new TupleTag<>() {};

  private final ScanSettings settings;

  ExpandLayers(ScanSettings settings) {
    this.settings = settings;
  }

  @Override
  public PCollectionTuple expand(PCollection<ClaimedLayer> layers) {
    PCollectionTuple outputs =
        layers.apply(
            "ExpandLayer",
            ParDo.of(new ExpandLayerFn(settings)).withOutputTags(OUTCOMES, TupleTagList.of(REACH)));
    outputs.get(OUTCOMES).setCoder(SerializableCoder.of(LayerOutcome.class));
    outputs.get(REACH).setCoder(KvCoder.of(StringUtf8Coder.of(), Packed.coder()));
    return outputs;
  }

  private static final class ExpandLayerFn extends ResourceFn<ClaimedLayer, LayerOutcome> {
    private final Counter reused = ScanCounter.LAYERS_REUSED.counter();
    private final Counter done = ScanCounter.LAYERS_DONE.counter();
    private final Counter bytesDone = ScanCounter.LAYER_BYTES_DONE.counter();

    ExpandLayerFn(ScanSettings settings) {
      super(settings);
    }

    @ProcessElement
    public void process(@Element ClaimedLayer layer, MultiOutputReceiver out) {
      Map<String, List<RunRecords.LayerUse>> reach = new TreeMap<>();
      Set<String> expanded = new HashSet<>();
      for (StoredLayer stored : layer.places()) {
        LayerOutcome outcome = read(stored);
        bytesDone.inc(stored.reader().storedBytes());
        out.get(OUTCOMES).output(outcome);
        ResolvedLayer resolved = outcome.resolved();
        if (resolved != null) {
          String diffId = resolved.blob().diffId().hex();
          reach.computeIfAbsent(diffId, first -> new ArrayList<>()).addAll(stored.users());
          if (resolved.expanded()) {
            expanded.add(diffId);
          }
        }
      }
      done.inc();
      reach.forEach(
          (diffId, uses) ->
              out.get(REACH)
                  .output(
                      KV.of(diffId, Packed.of(new LayerReach(uses, expanded.contains(diffId))))));
    }

    private LayerOutcome read(StoredLayer stored) {
      try {
        ResolvedLayer resolved = persist(() -> resolve(stored.reader()));
        if (!resolved.expanded()) {
          reused.inc();
        }
        return new LayerOutcome(stored.users(), resolved, null);
      } catch (InputException e) {
        return new LayerOutcome(stored.users(), null, Failure.of(stored.reader().imageName(), e));
      }
    }

    private ResolvedLayer resolve(LayerUse use) throws InputException, IOException {
      return resources()
          .withSource(
              use.path(),
              opened -> resources().resolver().resolve(opened.source(), use.image(), use.layer()));
    }
  }
}
