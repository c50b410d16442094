package dev.varve.fleet;

import dev.varve.image.LayerDescriptor;
import dev.varve.report.RunRecords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Groups the layers of all images by what they claim to be, so that each is expanded once. Images
 * times layers are many: what a bundle has of a layer travels as one, with one image through which
 * it can be read.
 */
final class DistinctLayers extends PTransform<PCollection<ImageHandle>, PCollection<ClaimedLayer>> {

  @Override
  public PCollection<ClaimedLayer> expand(PCollection<ImageHandle> images) {
    return images
        .apply("LayersOfImages", ParDo.of(new LayersOfImagesFn()))
        .setCoder(PackSomeFn.coder())
        .apply("GroupByClaim", GroupByKey.create())
        .apply("CountLayers", ParDo.of(new CountLayersFn()))
        .setCoder(SerializableCoder.of(ClaimedLayer.class));
  }

  /**
   * A step of its own, so that the local runner, which takes one step after the other, knows the
   * totals before the first layer is read.
   */
  private static final class CountLayersFn
      extends DoFn<KV<String, Iterable<Packed<Some<StoredLayer>>>>, ClaimedLayer> {
    private final Counter layers = ScanCounter.LAYERS.counter();
    private final Counter bytes = ScanCounter.LAYER_BYTES.counter();

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<Packed<Some<StoredLayer>>>> layer,
        OutputReceiver<ClaimedLayer> out) {
      Map<String, StoredLayer> byPlace = new LinkedHashMap<>();
      for (Packed<Some<StoredLayer>> some : layer.getValue()) {
        for (StoredLayer stored : some.get().all()) {
          byPlace.merge(stored.reader().place(), stored, StoredLayer::and);
        }
      }
      List<StoredLayer> places = new ArrayList<>(byPlace.values());
      places.sort(Comparator.comparing(StoredLayer::reader, LayerUse.ORDER));
      layers.inc();
      for (StoredLayer stored : places) {
        bytes.inc(stored.reader().storedBytes());
      }
      out.output(new ClaimedLayer(layer.getKey(), places));
    }
  }

  private static final class LayersOfImagesFn
      extends DoFn<ImageHandle, KV<String, Packed<Some<StoredLayer>>>> {
    /** Layers of images that wait for the end of their bundle, which may be a whole fleet. */
    private static final int MOST_USES = 1 << 16;

    /** Layers of one place, as far as the bundle has shown them. */
    private static final class Met {
      private LayerUse reader;
      private final List<RunRecords.LayerUse> users = new ArrayList<>();

      Met(LayerUse reader) {
        this.reader = reader;
      }
    }

    private transient Map<String, Map<String, Met>> byClaim = new LinkedHashMap<>();
    private transient int uses;

    @StartBundle
    public void start() {
      byClaim = new LinkedHashMap<>();
      uses = 0;
    }

    @ProcessElement
    public void process(
        @Element ImageHandle image, OutputReceiver<KV<String, Packed<Some<StoredLayer>>>> out) {
      for (RunRecords.LayerUse use : LayerUse.records(image)) {
        add(image, use);
      }
      if (uses > MOST_USES) {
        byClaim.forEach((claim, places) -> out.output(KV.of(claim, packed(places))));
        start();
      }
    }

    private void add(ImageHandle image, RunRecords.LayerUse use) {
      LayerDescriptor descriptor = image.image().layers().get(use.layer());
      String place = LayerUse.place(image.path(), descriptor);
      Map<String, Met> places =
          byClaim.computeIfAbsent(
              LayerUse.claim(descriptor, place), claim -> new LinkedHashMap<>());
      Met met = places.get(place);
      if (met == null) {
        met = new Met(LayerUse.of(image, use.layer()));
        places.put(place, met);
      } else if (image.key().compareTo(met.reader.imageKey()) < 0) {
        met.reader = LayerUse.of(image, use.layer());
      }
      met.users.add(use);
      uses++;
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      byClaim.forEach(
          (claim, places) ->
              context.output(
                  KV.of(claim, packed(places)),
                  BoundedWindow.TIMESTAMP_MIN_VALUE,
                  GlobalWindow.INSTANCE));
      start();
    }

    private static Packed<Some<StoredLayer>> packed(Map<String, Met> places) {
      return Packed.of(
          new Some<>(
              places.values().stream()
                  .map(met -> new StoredLayer(met.reader, met.users))
                  .toList()));
    }
  }
}
