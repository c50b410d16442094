package dev.varve.runtime.oci;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a device file is, whatever its name: numbers decide, from the kernel's list of assigned ones
 * (admin-guide/devices.txt).
 */
final class DeviceNumbers {
  private static final Map<String, String> CHARACTER =
      Map.ofEntries(
          Map.entry("1:1", "/dev/mem"),
          Map.entry("1:2", "/dev/kmem"),
          Map.entry("1:3", "/dev/null"),
          Map.entry("1:4", "/dev/port"),
          Map.entry("1:5", "/dev/zero"),
          Map.entry("1:7", "/dev/full"),
          Map.entry("1:8", "/dev/random"),
          Map.entry("1:9", "/dev/urandom"),
          Map.entry("1:11", "/dev/kmsg"),
          Map.entry("5:0", "/dev/tty"),
          Map.entry("5:1", "/dev/console"),
          Map.entry("5:2", "/dev/ptmx"),
          Map.entry("10:200", "/dev/net/tun"),
          Map.entry("10:223", "/dev/uinput"),
          Map.entry("10:229", "/dev/fuse"),
          Map.entry("10:232", "/dev/kvm"));

  private static final Set<String> HARMLESS =
      Set.of("1:3", "1:5", "1:7", "1:8", "1:9", "5:0", "5:1", "5:2", "136:*");

  private DeviceNumbers() {}

  /** Whether every container has this device anyway. */
  static boolean isHarmless(String type, String numbers) {
    return type.startsWith("c") && HARMLESS.contains(numbers);
  }

  /** The usual name of a device; null if its numbers are not in the table. */
  static @Nullable String name(String type, @Nullable Long major, @Nullable Long minor) {
    if (major == null || minor == null || minor < 0) {
      return null;
    }
    if (!type.startsWith("b")) {
      return CHARACTER.get(major + ":" + minor);
    }
    if (major == 8) {
      long disk = minor / 16;
      long partition = minor % 16;
      return disk > 25
          ? "/dev/sd"
          : "/dev/sd" + (char) ('a' + disk) + (partition == 0 ? "" : partition);
    }
    if (major == 7) {
      return "/dev/loop" + minor;
    }
    return major == 253 ? "/dev/dm-" + minor : null;
  }
}
