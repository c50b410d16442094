package dev.varve.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The paths of proc and sysfs that engines hide from containers or keep them from writing. */
public final class KernelPaths {
  /** What every engine hides; each hides some more. */
  private static final List<String> HIDDEN =
      List.of("/proc/kcore", "/proc/keys", "/proc/timer_list", "/sys/firmware");

  private static final List<String> NOT_WRITABLE =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  private KernelPaths() {}

  /**
   * Two lists in the words of {@link Privileges#maskedPaths()}.
   *
   * @param masked null if the source does not list them
   * @param readOnly null if the source does not list them
   */
  public static String judge(@Nullable List<String> masked, @Nullable List<String> readOnly) {
    if (masked != null && masked.isEmpty()) {
      return "none";
    }
    boolean all =
        (masked == null || masked.containsAll(HIDDEN))
            && (readOnly == null || readOnly.containsAll(NOT_WRITABLE));
    return all ? "default" : "custom";
  }
}
