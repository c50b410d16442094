package dev.varve.runtime;

import java.util.List;
import java.util.Locale;

/**
 * What a run spec and an image amount to together, computed so that rules stay one-liners
 * (policy-catalogue.md section 1.4, {@code effective}).
 *
 * @param user who starts, with all groups
 * @param hostRoot whether the container's uid 0 is the host's
 * @param bounding capabilities that can ever be had, sorted
 * @param atStart capabilities the first process has, sorted
 * @param start the chain with the run spec's words, PATH, user and mounts
 * @param sandbox {@code shared-kernel}, {@code gvisor}, {@code vm} or {@code unknown}
 */
public record Effective(
    ImageUser user,
    HostRoot hostRoot,
    List<String> bounding,
    List<String> atStart,
    Start start,
    String sandbox)
    implements java.io.Serializable {
  public Effective {
    bounding = List.copyOf(bounding);
    atStart = List.copyOf(atStart);
  }

  /** Whether uid 0 inside is uid 0 of the host. */
  public enum HostRoot {
    YES,
    NO,
    UNKNOWN;

    /** The text form in facts. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
