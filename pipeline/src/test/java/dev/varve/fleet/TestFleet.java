package dev.varve.fleet;

import dev.varve.blob.InflaterChoice;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.image.Image;
import dev.varve.image.ImageSelection;
import dev.varve.image.registry.RegistryAccess;
import dev.varve.image.source.ImageSources;
import dev.varve.layer.DirectoryFactsStore;
import dev.varve.layer.FactsStore;
import dev.varve.layer.LayerExpander;
import dev.varve.layer.StoreAddress;
import dev.varve.plan.ImageRequest;
import dev.varve.stack.LayerResolver;
import dev.varve.stack.ResolvedLayer;
import dev.varve.testing.ImagePackaging;
import dev.varve.testing.ImagePackaging.Shape;
import dev.varve.testing.TestImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;

/** Small archives in a folder, their images in every state a transform wants, and pipelines. */
final class TestFleet {
  private final Path folder;
  private final ScanSettings settings;

  TestFleet(Path folder) {
    this.folder = folder;
    this.settings =
        new ScanSettings(
            StoreAddress.of(folder.resolve("store")),
            folder.resolve("parts").toString(),
            Limits.DEFAULT,
            InflaterChoice.JDK,
            FixtureFleet.JUDGEMENT,
            RegistryAccess.of(Map.of()),
            false,
            null);
  }

  /** Of a run whose folder for parts is there, as it is when workers start. */
  ScanSettings settings() {
    Path parts = Path.of(settings.parts());
    try {
      if (!Files.exists(parts)) {
        PartFolder.create(parts);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return settings;
  }

  FactsStore store() throws IOException {
    return DirectoryFactsStore.open(settings.store().folder());
  }

  /** Writes a docker-save archive. */
  ImageRequest archive(String name, TestImage... images) throws IOException {
    return archive(name, ImagePackaging.plain(Shape.DOCKER_ARCHIVE), images);
  }

  ImageRequest archive(String name, ImagePackaging packaging, TestImage... images)
      throws IOException {
    Path file = folder.resolve(name);
    packaging.write(List.of(images), file);
    return new ImageRequest(name, file.toString(), null, List.of());
  }

  /** A request for a file that is no image. */
  ImageRequest garbage(String name) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "no image");
    return new ImageRequest(name, file.toString(), null, List.of());
  }

  /** The images of an archive, as {@link ResolveImages} gives them. */
  List<ImageHandle> handles(ImageRequest request) throws InputException, IOException {
    List<ImageHandle> handles = new ArrayList<>();
    try (ImageSources.Opened opened =
        new ImageSources(Limits.DEFAULT, folder, RegistryAccess.of(Map.of()))
            .open(request.path())) {
      for (Image image : new ImageSelection(null, null).all(opened.source())) {
        handles.add(
            ImageHandle.of(
                image.withSource(request.name()),
                request.path(),
                image.layers().stream().map(layer -> Math.max(0, layer.claimedBytes())).toList()));
      }
    }
    return handles;
  }

  /** The only image of an archive, its layers expanded into the store. */
  ResolvedImage resolved(String name, TestImage image) throws InputException, IOException {
    ImageHandle handle = handles(archive(name, image)).get(0);
    LayerResolver resolver =
        new LayerResolver(store(), new LayerExpander(Limits.DEFAULT, InflaterChoice.JDK));
    List<ResolvedLayer> layers = new ArrayList<>();
    try (ImageSources.Opened opened =
        new ImageSources(Limits.DEFAULT, folder, RegistryAccess.of(Map.of())).open(handle.path())) {
      for (int layer = 0; layer < handle.image().layers().size(); layer++) {
        layers.add(resolver.resolve(opened.source(), handle.image(), layer));
      }
    }
    return new ResolvedImage(handle, layers);
  }

  /**
   * Builds a pipeline, runs it with the direct runner's checks of transforms on, and makes sure
   * that its assertions were judged.
   */
  static void run(Consumer<Pipeline> build) {
    Pipeline pipeline = Pipeline.create();
    build.accept(pipeline);
    int assertions = PAssert.countAsserts(pipeline);
    if (assertions == 0) {
      throw new AssertionError("a pipeline that asserts nothing proves nothing");
    }
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    long judged = counter(result, PAssert.class.getName(), PAssert.SUCCESS_COUNTER);
    if (judged != assertions) {
      throw new AssertionError(judged + " of " + assertions + " assertions were judged");
    }
  }

  private static long counter(PipelineResult result, String namespace, String name) {
    MetricQueryResults metrics =
        result
            .metrics()
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.named(namespace, name))
                    .build());
    long total = 0;
    for (MetricResult<Long> counter : metrics.getCounters()) {
      total += counter.getAttempted();
    }
    return total;
  }

  /** The elements as texts, to be compared whole. */
  static <T> PCollection<String> texts(
      PCollection<T> elements, String name, SerializableFunction<T, String> text) {
    return elements.apply(name, MapElements.into(TypeDescriptors.strings()).via(text));
  }

  /** A part as text: file, key, and lines. */
  static String text(Part part) {
    return part.file() + " " + part.key() + " " + new String(part.lines(), StandardCharsets.UTF_8);
  }
}
