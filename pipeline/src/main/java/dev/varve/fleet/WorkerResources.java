package dev.varve.fleet;

import dev.varve.failure.InputException;
import dev.varve.image.source.ImageSources;
import dev.varve.layer.FactsStore;
import dev.varve.layer.HeldListings;
import dev.varve.layer.LayerExpander;
import dev.varve.layer.ScratchFolder;
import dev.varve.layer.StoreAddress;
import dev.varve.policy.Judgement;
import dev.varve.policy.PolicyEngine;
import dev.varve.policy.RuleTimer;
import dev.varve.stack.LayerResolver;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * What the DoFns of one worker process share: the facts store, and sources kept open between
 * elements, since opening an archive means reading its headers. Counted: the last DoFn that gives
 * it up closes everything. {@link ResourceFn} does both.
 */
final class WorkerResources {
  /** Sources kept open at once; more are closed, least recently used first. */
  private static final int MAX_OPEN_SOURCES = 64;

  /** Namespace of the counters of nanoseconds that rules took. */
  static final String RULES = "varve.rules";

  private static final Map<ScanSettings, WorkerResources> SHARED = new HashMap<>();

  private final ScanSettings settings;
  private final FactsStore store;
  private final LayerResolver resolver;
  private final ScratchFolder temporary;
  private final ImageSources opener;
  private final Map<String, Lease> sources = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable PolicyEngine engine;
  private @Nullable Judgement judgement;
  private @Nullable EarlierResults earlier;
  private int users;

  /** A source, opened by its first reader, and the number of elements that read from it. */
  private final class Lease implements Closeable {
    private final String path;
    private ImageSources.@Nullable Opened opened;
    int readers;

    Lease(String path) {
      this.path = path;
    }

    /** Others wait for a source that is being opened, and only for that one. */
    synchronized ImageSources.Opened open() throws InputException, IOException {
      if (opened == null) {
        opened = opener.open(path);
      }
      return opened;
    }

    @Override
    public synchronized void close() throws IOException {
      if (opened != null) {
        opened.close();
      }
    }
  }

  private WorkerResources(ScanSettings settings) throws IOException {
    this.settings = settings;
    new PartFolder(Path.of(settings.parts())).requireShared();
    Path parent = ScratchFolder.usualParent(System.getenv());
    ScratchFolder.sweep(parent);
    this.temporary = ScratchFolder.create(parent);
    boolean opened = false;
    try {
      this.store = new HeldListings(open(settings.store(), temporary.path().resolve("store")));
      opened = true;
    } finally {
      if (!opened) {
        temporary.close();
      }
    }
    this.resolver =
        new LayerResolver(store, new LayerExpander(settings.limits(), settings.inflater()));
    this.opener = new ImageSources(settings.limits(), temporary.path(), settings.registries());
  }

  /**
   * @param copies folder for what is fetched from a store that is no folder
   */
  private static FactsStore open(StoreAddress address, Path copies) throws IOException {
    try {
      return AddressedStore.open(address, copies);
    } catch (InputException e) {
      // The submitter has opened it, so it is this worker's class path that differs.
      throw new IOException("this worker cannot open the facts store: " + e.getMessage(), e);
    }
  }

  /** Where workers that share no store have the compiled policies, among the parts of a run. */
  static Path policies(Path parts) {
    return parts.resolve("policies");
  }

  /** The resources of this process; each call is to be matched by one {@link #release}. */
  static WorkerResources open(ScanSettings settings) {
    synchronized (SHARED) {
      WorkerResources resources = SHARED.get(settings);
      if (resources == null) {
        try {
          resources = new WorkerResources(settings);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        SHARED.put(settings, resources);
      }
      resources.users++;
      return resources;
    }
  }

  FactsStore store() {
    return store;
  }

  LayerResolver resolver() {
    return resolver;
  }

  /** Judges as the scan's settings say; policies are translated on first use. */
  synchronized Judgement judgement() throws InputException, IOException {
    if (engine == null) {
      StoreAddress address = settings.store();
      Path compiled = address.isFolder() ? address.folder() : policies(Path.of(settings.parts()));
      engine = settings.judgement().engine(compiled, System.getenv(), timer(settings.ruleTimes()));
    }
    if (judgement == null) {
      judgement = settings.judgement().judgement(engine);
    }
    return judgement;
  }

  /** What earlier runs with the same settings have judged. */
  synchronized EarlierResults earlier() throws InputException, IOException {
    if (earlier == null) {
      earlier = new EarlierResults(settings, store, judgement());
    }
    return earlier;
  }

  /** Every worker's times come together as counters of the pipeline. */
  private static RuleTimer timer(boolean wanted) {
    return wanted ? (what, nanos) -> Metrics.counter(RULES, what).inc(nanos) : RuleTimer.OFF;
  }

  /** Something done with an open source. */
  interface WithSource<T> {
    T with(ImageSources.Opened opened) throws InputException, IOException;
  }

  /** Runs {@code work} with the source at a path, which stays open for the next one. */
  <T> T withSource(String path, WithSource<T> work) throws InputException, IOException {
    Lease lease = acquire(path);
    try {
      return work.with(lease.open());
    } finally {
      giveBack(lease);
    }
  }

  private synchronized Lease acquire(String path) throws IOException {
    Lease lease = sources.get(path);
    if (lease == null) {
      evict();
      lease = new Lease(path);
      sources.put(path, lease);
    }
    lease.readers++;
    return lease;
  }

  private synchronized void giveBack(Lease lease) {
    lease.readers--;
  }

  private void evict() throws IOException {
    if (sources.size() < MAX_OPEN_SOURCES) {
      return;
    }
    String idle = null;
    for (Map.Entry<String, Lease> entry : sources.entrySet()) {
      if (entry.getValue().readers == 0) {
        idle = entry.getKey();
        break;
      }
    }
    Lease closing = idle == null ? null : sources.remove(idle);
    if (closing != null) {
      closing.close();
    }
  }

  /** Gives up one use; the last one closes everything. */
  void release() {
    synchronized (SHARED) {
      if (--users > 0) {
        return;
      }
      SHARED.remove(settings);
    }
    try {
      closeAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One thing that cannot be closed keeps none of the others open. */
  private void closeAll() throws IOException {
    List<Closeable> all = new ArrayList<>();
    synchronized (this) {
      all.addAll(sources.values());
      sources.clear();
      all.add(opener);
      if (engine != null) {
        all.add(engine::close);
      }
      all.add(temporary);
    }
    IOException trouble = null;
    for (Closeable one : all) {
      try {
        one.close();
      } catch (IOException e) {
        if (trouble == null) {
          trouble = e;
        } else {
          trouble.addSuppressed(e);
        }
      }
    }
    if (trouble != null) {
      throw trouble;
    }
  }
}
