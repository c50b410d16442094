package dev.varve.gate;

import dev.varve.blob.Digest;
import dev.varve.blob.InflaterChoice;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.image.Image;
import dev.varve.image.ImageSource;
import dev.varve.image.LayerDescriptor;
import dev.varve.image.source.ImageSources;
import dev.varve.layer.FactsStore;
import dev.varve.layer.LayerExpander;
import dev.varve.layer.ListingLostException;
import dev.varve.stack.LayerResolver;
import dev.varve.stack.LayerStack;
import dev.varve.stack.ResolvedLayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Opens an image, reads every distinct layer of it once, in parallel, and joins them. */
public final class ImageAnalyzer {
  /** Heap that one layer in work may need: its sort buffer, and what streams through it. */
  private static final long BYTES_PER_LAYER = 192L << 20;

  private final FactsStore store;
  private final LayerResolver resolver;
  private final ImageSources sources;
  private final int threads;

  /**
   * @param sources opens images; closed by the caller
   */
  public ImageAnalyzer(
      FactsStore store, Limits limits, InflaterChoice inflater, ImageSources sources) {
    this.store = store;
    this.resolver = new LayerResolver(store, new LayerExpander(limits, inflater));
    this.sources = sources;
    Runtime machine = Runtime.getRuntime();
    long byHeap = Math.max(1, machine.maxMemory() / BYTES_PER_LAYER);
    this.threads = (int) Math.min(byHeap, machine.availableProcessors());
  }

  /** What is done with an image while it is open. */
  @FunctionalInterface
  public interface Use<T> {
    T apply(AnalyzedImage image) throws ImageRefusedException, InputException, IOException;
  }

  /**
   * Analyses an image and hands it to {@code use}. If a clean-up takes a listing away meanwhile,
   * the layers are read once more and {@code use} starts over.
   *
   * @param repeatable whether {@code use} may start over: it has not shown anything yet
   */
  public <T> T analyze(ImageChoice choice, BooleanSupplier repeatable, Use<T> use)
      throws ImageRefusedException, IOException {
    try (ImageSources.Opened opened = sources.open(choice.spec())) {
      ImageSource source = opened.source();
      Image image = opened.selection(choice.tag(), choice.platform()).one(source);
      try {
        return use.apply(new AnalyzedImage(source, stack(source, image)));
      } catch (ListingLostException e) {
        if (!repeatable.getAsBoolean()) {
          throw e;
        }
        return use.apply(new AnalyzedImage(source, stack(source, image)));
      }
    } catch (InputException e) {
      throw new ImageRefusedException(choice.spec(), e);
    }
  }

  private LayerStack stack(ImageSource source, Image image) throws InputException, IOException {
    image.requireLayerCount();
    return LayerStack.join(image, resolve(source, image), store);
  }

  /** What makes two layers of one source the same bytes under the same claims. */
  private record Claims(String label, @Nullable Digest digest, @Nullable Digest diffId) {
    static Claims of(LayerDescriptor layer) {
      return new Claims(layer.label(), layer.claimedDigest(), layer.claimedDiffId());
    }

    /** Layers that probably have the same content; the second then finds it in the store. */
    Object content() {
      return diffId != null ? diffId : label;
    }
  }

  private List<ResolvedLayer> resolve(ImageSource source, Image image)
      throws InputException, IOException {
    Map<Object, Map<Claims, List<Integer>>> groups = new LinkedHashMap<>();
    for (int i = 0; i < image.layers().size(); i++) {
      Claims claims = Claims.of(image.layers().get(i));
      groups
          .computeIfAbsent(claims.content(), content -> new LinkedHashMap<>())
          .computeIfAbsent(claims, c -> new ArrayList<>())
          .add(i);
    }
    ResolvedLayer[] resolved = new ResolvedLayer[image.layers().size()];
    if (groups.size() <= 1 || threads == 1) {
      for (Map<Claims, List<Integer>> group : groups.values()) {
        resolve(source, image, group, resolved);
      }
    } else {
      resolveInParallel(source, image, groups.values(), resolved);
    }
    return Arrays.asList(resolved);
  }

  private void resolveInParallel(
      ImageSource source,
      Image image,
      Iterable<Map<Claims, List<Integer>>> groups,
      ResolvedLayer[] resolved)
      throws InputException, IOException {
    ExecutorService pool = Executors.newFixedThreadPool(threads, ImageAnalyzer::daemon);
    try {
      List<Future<?>> pending = new ArrayList<>();
      for (Map<Claims, List<Integer>> group : groups) {
        pending.add(
            pool.submit(
                () -> {
                  resolve(source, image, group, resolved);
                  return null;
                }));
      }
      // In the order of the layers, so that of several failures always the same is reported.
      for (Future<?> layer : pending) {
        await(layer);
      }
    } finally {
      pool.shutdownNow();
      awaitEnd(pool);
    }
  }

  private void resolve(
      ImageSource source, Image image, Map<Claims, List<Integer>> group, ResolvedLayer[] resolved)
      throws InputException, IOException {
    for (List<Integer> same : group.values()) {
      ResolvedLayer layer = resolver.resolve(source, image, same.get(0));
      for (int index : same) {
        resolved[index] = layer;
      }
    }
  }

  private static void await(Future<?> layer) throws InputException, IOException {
    try {
      layer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("interrupted while layers were read");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof InputException refused) {
        throw refused;
      }
      if (cause instanceof IOException surroundings) {
        throw surroundings;
      }
      throw new IllegalStateException("a layer could not be read", cause);
    }
  }

  /** Layers still in work read the source, which may only be closed after them. */
  private static void awaitEnd(ExecutorService pool) {
    boolean interrupted = false;
    while (true) {
      try {
        if (pool.awaitTermination(1, TimeUnit.HOURS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "varve-layer");
    thread.setDaemon(true);
    return thread;
  }
}
