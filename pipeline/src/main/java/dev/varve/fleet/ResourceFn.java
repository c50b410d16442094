package dev.varve.fleet;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.layer.ListingLostException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import org.apache.beam.sdk.transforms.DoFn;
import org.jspecify.annotations.Nullable;

/** A DoFn that works with the resources its worker process shares. */
abstract class ResourceFn<InputT, OutputT> extends DoFn<InputT, OutputT> {
  private static final System.Logger LOG = System.getLogger(ResourceFn.class.getName());

  private static final int STORAGE_ATTEMPTS = 3;
  private static final long STORAGE_PAUSE_MILLIS = 100;

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
    } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      LOG.log(System.Logger.Level.ERROR, "the internal error was", e);
      throw new InputException(
          ReasonCode.INTERNAL_ERROR,
          "",
          e instanceof OutOfMemoryError
              ? "the heap is too small for this input"
              : "something that should not happen did; the log tells more");
    }
  }

  /**
   * As {@link #attempt}, for work on one element that writes to the store or reads from it. A full
   * disk or a store that is away for a moment is waited for; what lasts is the failure of this one
   * element, so that the others have results.
   *
   * @throws InputException also {@code storage-failed}
   */
  static <T> T persist(Work<T> work) throws InputException {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(work);
      } catch (ListingLostException e) {
        throw new InputException(ReasonCode.LISTING_LOST, "", String.valueOf(e.getMessage()));
      } catch (IOException e) {
        if (attempt == STORAGE_ATTEMPTS || !pause(attempt)) {
          LOG.log(System.Logger.Level.WARNING, "the storage fails: {0}", String.valueOf(e));
          LOG.log(System.Logger.Level.INFO, "it failed here", e);
          throw new InputException(ReasonCode.STORAGE_FAILED, "", told(e));
        }
      }
    }
  }

  private static boolean pause(int attempt) {
    try {
      Thread.sleep(STORAGE_PAUSE_MILLIS << attempt);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Without paths, which differ from machine to machine. */
  private static String told(IOException e) {
    if (e instanceof FileSystemException file) {
      String reason = file.getReason();
      return reason != null ? reason : file.getClass().getSimpleName();
    }
    return String.valueOf(e.getMessage());
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
