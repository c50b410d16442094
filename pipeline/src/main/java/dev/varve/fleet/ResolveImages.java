package dev.varve.fleet;

import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.image.Image;
import dev.varve.image.ImageSelection;
import dev.varve.image.ImageSource;
import dev.varve.image.Platform;
import dev.varve.plan.ImageRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Distinct;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptors;

/** Opens sources and reads the manifests and configs of their images. */
final class ResolveImages extends PTransform<PCollection<ImageRequest>, PCollectionTuple> {
  static final TupleTag<ImageHandle> IMAGES = new TupleTag<>() {};
  static final TupleTag<Failure> FAILURES = new TupleTag<>() {};

  private final ScanSettings settings;

  ResolveImages(ScanSettings settings) {
    this.settings = settings;
  }

  @Override
  public PCollectionTuple expand(PCollection<ImageRequest> requests) {
    PCollectionTuple outputs =
        requests
            .apply("SpreadRequests", Reshuffle.<ImageRequest>viaRandomKey().withNumBuckets(16))
            .apply(
                "ResolveImage",
                ParDo.of(new ResolveImageFn(settings))
                    .withOutputTags(IMAGES, TupleTagList.of(FAILURES)));
    PCollection<ImageHandle> images =
        outputs
            .get(IMAGES)
            .setCoder(SerializableCoder.of(ImageHandle.class))
            .apply(
                "DistinctImages",
                Distinct.<ImageHandle, String>withRepresentativeValueFn(ImageHandle::key)
                    .withRepresentativeType(TypeDescriptors.strings()))
            .setCoder(SerializableCoder.of(ImageHandle.class));
    return PCollectionTuple.of(IMAGES, images)
        .and(FAILURES, outputs.get(FAILURES).setCoder(SerializableCoder.of(Failure.class)));
  }

  private static final class ResolveImageFn extends ResourceFn<ImageRequest, ImageHandle> {
    private final Counter resolved = Metrics.counter("varve", "images");

    ResolveImageFn(ScanSettings settings) {
      super(settings);
    }

    @ProcessElement
    public void process(@Element ImageRequest request, MultiOutputReceiver out) throws IOException {
      try {
        List<Image> images =
            resources().withSource(request.path(), opened -> images(request, opened.source()));
        for (Image image : images) {
          try {
            image.requireLayerCount();
            resolved.inc();
            out.get(IMAGES).output(ImageHandle.of(image, request.path()));
          } catch (InputException e) {
            out.get(FAILURES).output(Failure.of(image.name(), e));
          }
        }
      } catch (InputException e) {
        // The path of a source differs from machine to machine; its name is in the failure.
        out.get(FAILURES).output(Failure.of(request.name(), e.inside(request.path())));
      }
    }

    private static List<Image> images(ImageRequest request, ImageSource source)
        throws InputException, IOException {
      List<Image> images = new ArrayList<>();
      if (request.platforms().isEmpty()) {
        images.addAll(new ImageSelection(request.tag(), null).all(source));
      }
      for (Platform platform : request.platforms()) {
        images.addAll(new ImageSelection(request.tag(), platform).all(source));
      }
      return images.stream().map(image -> image.withSource(request.name())).toList();
    }
  }
}
