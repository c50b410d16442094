package dev.varve.runtime;

import org.jspecify.annotations.Nullable;

/**
 * What holds the process back, and what does not.
 *
 * @param noNewPrivs whether exec can no longer raise privileges
 * @param seccomp {@code default}, {@code unconfined}, {@code unknown}, or a profile's name
 * @param apparmor {@code default}, {@code unconfined}, or a profile's name
 * @param selinux {@code default}, {@code disable}, or the labels as {@code key:value} joined by
 *     commas
 * @param maskedPaths {@code default} (the engine's list), {@code none}, or {@code custom}
 * @param runtimeClass another runtime such as {@code runsc} or {@code kata}, else null
 * @param nonrootRequired whether the engine refuses to start the container as uid 0
 * @param hostProcess whether it is a Windows process of the host rather than a container
 * @param escalationForced whether {@code noNewPrivs} cannot be had, since what else is asked for
 *     (privileged mode, SYS_ADMIN) rules it out
 */
public record Privileges(
    boolean privileged,
    CapabilitySettings caps,
    boolean noNewPrivs,
    String seccomp,
    String apparmor,
    String selinux,
    String maskedPaths,
    @Nullable String runtimeClass,
    boolean nonrootRequired,
    boolean hostProcess,
    boolean escalationForced)
    implements java.io.Serializable {
  public static final Privileges DEFAULT =
      new Privileges(
          false,
          CapabilitySettings.NONE,
          false,
          "default",
          "default",
          "default",
          "default",
          null,
          false);

  /** What Docker's {@code --privileged} gives. */
  public static final Privileges ALL =
      new Privileges(
          true,
          CapabilitySettings.NONE,
          false,
          "unconfined",
          "unconfined",
          "disable",
          "none",
          null,
          false);

  /** Privileges of a source that knows neither Windows nor forced escalation. */
  public Privileges(
      boolean privileged,
      CapabilitySettings caps,
      boolean noNewPrivs,
      String seccomp,
      String apparmor,
      String selinux,
      String maskedPaths,
      @Nullable String runtimeClass,
      boolean nonrootRequired) {
    this(
        privileged,
        caps,
        noNewPrivs,
        seccomp,
        apparmor,
        selinux,
        maskedPaths,
        runtimeClass,
        nonrootRequired,
        false,
        false);
  }
}
