package dev.varve.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Resource limits; null means none, so that the container may use what the host has.
 *
 * @param swapBytes memory and swap together; -1 for unlimited swap
 * @param nanoCpus billionths of a processor
 * @param shmBytes size of /dev/shm
 * @param oomKillDisable whether the kernel may not kill the container when memory runs out
 * @param oomScoreAdj -1000 (never killed) to 1000
 * @param openFiles the hard limit of {@code nofile}
 * @param diskBytes of the writable layer, logs and scratch volumes together
 * @param nanoCpusRequested what the scheduler sets aside; null if nothing
 */
public record ResourceLimits(
    @Nullable Long memoryBytes,
    @Nullable Long swapBytes,
    @Nullable Long nanoCpus,
    @Nullable Long pids,
    @Nullable Long shmBytes,
    boolean oomKillDisable,
    @Nullable Long oomScoreAdj,
    @Nullable Long openFiles,
    @Nullable Long diskBytes,
    @Nullable Long nanoCpusRequested)
    implements java.io.Serializable {
  public static final ResourceLimits NONE =
      new ResourceLimits(null, null, null, null, null, false, null);

  /** Limits that say nothing about files, disk and requests. */
  public ResourceLimits(
      @Nullable Long memoryBytes,
      @Nullable Long swapBytes,
      @Nullable Long nanoCpus,
      @Nullable Long pids,
      @Nullable Long shmBytes,
      boolean oomKillDisable,
      @Nullable Long oomScoreAdj) {
    this(
        memoryBytes,
        swapBytes,
        nanoCpus,
        pids,
        shmBytes,
        oomKillDisable,
        oomScoreAdj,
        null,
        null,
        null);
  }
}
