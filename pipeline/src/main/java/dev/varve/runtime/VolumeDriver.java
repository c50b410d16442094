package dev.varve.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the options of Docker's local volume driver make of a named volume: they are those of mount
 * (8), so that a "volume" may be any directory or disk of the host.
 */
public final class VolumeDriver {
  private static final List<String> REMOTE_TYPES =
      List.of("nfs", "nfs4", "cifs", "smb3", "ceph", "glusterfs", "sshfs", "9p");

  private VolumeDriver() {}

  /**
   * A volume as a mount.
   *
   * @param name of the volume
   * @param driver empty for the default
   * @param options of the driver: {@code type}, {@code o}, {@code device}
   * @param known whether all variables in {@code device} have their values
   */
  public static Mount mount(
      String name,
      String driver,
      Map<String, String> options,
      boolean known,
      String target,
      Mount.Options how) {
    String type = options.getOrDefault("type", "").toLowerCase(Locale.ROOT);
    String device = options.getOrDefault("device", "");
    List<String> flags = Arrays.asList(options.getOrDefault("o", "").split("\\s*,\\s*"));
    boolean local = driver.isEmpty() || driver.equals("local");
    if (!local || (device.isEmpty() && !type.equals("tmpfs"))) {
      return Mount.other(Mount.Kind.VOLUME, name, true, target, how);
    }
    if (type.equals("tmpfs") || type.equals("ramfs")) {
      return Mount.other(Mount.Kind.TMPFS, "", true, target, how.copyUp(false));
    }
    boolean addressed = flags.stream().anyMatch(f -> f.startsWith("addr="));
    if (REMOTE_TYPES.contains(type) || addressed) {
      return Mount.other(Mount.Kind.REMOTE, device, known, target, how.copyUp(false));
    }
    boolean bind = flags.contains("bind") || flags.contains("rbind");
    Mount.Options host = how.copyUp(false).readOnly(how.readOnly() || flags.contains("ro"));
    return Mount.host(
        device, known, target, host, bind ? "driver_opts-bind" : "driver_opts-device");
  }
}
