package dev.varve.fleet;

import dev.varve.failure.InputException;
import dev.varve.image.Image;
import dev.varve.image.ImageSelection;
import dev.varve.image.ImageSource;
import dev.varve.image.Platform;
import dev.varve.plan.ImageFilter;
import dev.varve.plan.ImageRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Opens sources and reads the manifests and configs of their images.
 *
 * <p>Its output comes in as few bundles as there are buckets. What gathers all images under one key
 * later starts from here and not from a collection with a bundle for every image, since the direct
 * runner copies what a key has gathered with every bundle that adds to it.
 */
final class ResolveImages extends PTransform<PCollection<SourceRequest>, PCollectionTuple> {
  static final TupleTag<ImageHandle> IMAGES = new TupleTag<>() {};
  static final TupleTag<FleetFailure> FAILURES = new TupleTag<>() {};

  private final ScanSettings settings;
  private final ImageFilter filter;

  /**
   * @param filter which images are wanted
   */
  ResolveImages(ScanSettings settings, ImageFilter filter) {
    this.settings = settings;
    this.filter = filter;
  }

  @Override
  public PCollectionTuple expand(PCollection<SourceRequest> requests) {
    PCollectionTuple outputs =
        requests
            .apply("SpreadRequests", Reshuffle.<SourceRequest>viaRandomKey().withNumBuckets(16))
            .apply(
                "ResolveImage",
                ParDo.of(new ResolveImageFn(settings, filter))
                    .withOutputTags(IMAGES, TupleTagList.of(FAILURES)));
    outputs.get(IMAGES).setCoder(SerializableCoder.of(ImageHandle.class));
    outputs.get(FAILURES).setCoder(SerializableCoder.of(FleetFailure.class));
    return outputs;
  }

  private static final class ResolveImageFn extends ResourceFn<SourceRequest, ImageHandle> {
    private final Counter resolved = ScanCounter.IMAGES.counter();

    private final ImageFilter filter;

    ResolveImageFn(ScanSettings settings, ImageFilter filter) {
      super(settings);
      this.filter = filter;
    }

    @ProcessElement
    public void process(@Element SourceRequest source, MultiOutputReceiver out) throws IOException {
      Set<String> known = new HashSet<>(source.known());
      for (ImageRequest request : source.requests()) {
        List<ImageHandle> images;
        try {
          images = persist(() -> open(request));
        } catch (InputException e) {
          // The path of a source differs from machine to machine; its name is in the failure.
          out.get(FAILURES).output(FleetFailure.ofSource(request.name(), e.inside(request.path())));
          continue;
        }
        for (ImageHandle handle : images) {
          if (filter.accepts(handle.image()) && known.add(handle.key())) {
            output(handle, out);
          }
        }
      }
    }

    private void output(ImageHandle handle, MultiOutputReceiver out) {
      try {
        handle.image().requireLayerCount();
      } catch (InputException e) {
        out.get(FAILURES).output(FleetFailure.of(handle, e));
        return;
      }
      resolved.inc();
      out.get(IMAGES).output(handle);
    }

    private List<ImageHandle> open(ImageRequest request) throws InputException, IOException {
      return resources().withSource(request.path(), opened -> images(request, opened.source()));
    }

    private static List<ImageHandle> images(ImageRequest request, ImageSource source)
        throws InputException, IOException {
      List<Image> images = new ArrayList<>();
      if (request.platforms().isEmpty()) {
        images.addAll(new ImageSelection(request.tag(), null).all(source));
      }
      for (Platform platform : request.platforms()) {
        images.addAll(new ImageSelection(request.tag(), platform).all(source));
      }
      List<ImageHandle> handles = new ArrayList<>();
      for (Image image : images) {
        List<Long> bytes = storedBytes(image, source);
        handles.add(ImageHandle.of(image.withSource(request.name()), request.path(), bytes));
      }
      return handles;
    }

    /** Only progress goes by these: what is wrong with a layer shows when it is read. */
    private static List<Long> storedBytes(Image image, ImageSource source) throws IOException {
      List<Long> bytes = new ArrayList<>();
      for (int layer = 0; layer < image.layers().size(); layer++) {
        try {
          bytes.add(Math.max(0, source.layerBytes(image, layer)));
        } catch (InputException e) {
          bytes.add(0L);
        }
      }
      return bytes;
    }
  }
}
