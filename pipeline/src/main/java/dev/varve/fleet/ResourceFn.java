package dev.varve.fleet;

import org.apache.beam.sdk.transforms.DoFn;
import org.jspecify.annotations.Nullable;

/** A DoFn that works with the resources its worker process shares. */
abstract class ResourceFn<InputT, OutputT> extends DoFn<InputT, OutputT> {
  private final ScanSettings settings;
  private transient @Nullable WorkerResources resources;

  ResourceFn(ScanSettings settings) {
    this.settings = settings;
  }

  @Setup
  public void open() {
    resources = WorkerResources.open(settings);
  }

  @Teardown
  public void close() {
    if (resources != null) {
      resources.release();
    }
  }

  ScanSettings settings() {
    return settings;
  }

  WorkerResources resources() {
    if (resources == null) {
      throw new IllegalStateException("@Setup has not run");
    }
    return resources;
  }
}
