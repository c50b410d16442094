package dev.varve.fleet;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.jspecify.annotations.Nullable;

/** A DoFn that works with the resources its worker process shares. */
abstract class ResourceFn<InputT, OutputT> extends DoFn<InputT, OutputT> {
  private static final System.Logger LOG = System.getLogger(ResourceFn.class.getName());

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
    WorkerResources used = resources;
    resources = null;
    if (used != null) {
      used.release();
    }
  }

  /** What is done for one image. */
  interface Work<T> {
    T run() throws InputException, IOException;
  }

  /**
   * Does what may go wrong in ways nobody foresaw, which then is the failure of this one image and
   * not of the run. Outputs are no part of it: what other transforms throw is not to be taken for
   * this one's.
   *
   * @throws InputException also {@code internal-error}
   * @throws IOException if the surroundings fail, which ends the run
   */
  static <T> T attempt(Work<T> work) throws InputException, IOException {
    try {
      return work.run();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      LOG.log(System.Logger.Level.ERROR, "the internal error was", e);
      throw new InputException(
          ReasonCode.INTERNAL_ERROR,
          "",
          e instanceof OutOfMemoryError
              ? "the heap is too small for this input"
              : "something that should not happen did; the log tells more");
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
