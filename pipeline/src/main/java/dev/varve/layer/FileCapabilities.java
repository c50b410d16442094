package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoded {@code security.capability} attribute (linux/capability.h, {@code struct
 * vfs_ns_cap_data}).
 *
 * @param version 1 to 3
 * @param permitted names such as {@code cap_net_raw}, by number; unknown ones as {@code cap_60}
 * @param rootId user namespace root of version 3, else null
 */
public record FileCapabilities(
    int version,
    boolean effective,
    List<String> permitted,
    List<String> inheritable,
    @Nullable Long rootId) {

  private static final String[] NAMES =
      ("chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap"
              + " linux_immutable net_bind_service net_broadcast net_admin net_raw ipc_lock"
              + " ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin sys_boot"
              + " sys_nice sys_resource sys_time sys_tty_config mknod lease audit_write"
              + " audit_control setfcap mac_override mac_admin syslog wake_alarm block_suspend"
              + " audit_read perfmon bpf checkpoint_restore")
          .split(" ");

  public FileCapabilities {
    permitted = List.copyOf(permitted);
    inheritable = List.copyOf(inheritable);
  }

  /** Decodes the attribute's value, or null if it is malformed. */
  public static @Nullable FileCapabilities decode(Bytes value) {
    if (value.length() < 4) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(value.unsafeArray()).order(ByteOrder.LITTLE_ENDIAN);
    int magic = in.getInt();
    int version = magic >>> 24;
    int words =
        switch (version) {
          case 1 -> 2;
          case 2 -> 4;
          case 3 -> 5;
          default -> 0;
        };
    if (words == 0 || value.length() != 4 + 4 * words) {
      return null;
    }
    long permitted = Integer.toUnsignedLong(in.getInt());
    long inheritable = Integer.toUnsignedLong(in.getInt());
    if (version > 1) {
      permitted |= Integer.toUnsignedLong(in.getInt()) << 32;
      inheritable |= Integer.toUnsignedLong(in.getInt()) << 32;
    }
    Long rootId = version == 3 ? Integer.toUnsignedLong(in.getInt()) : null;
    return new FileCapabilities(
        version, (magic & 1) != 0, names(permitted), names(inheritable), rootId);
  }

  private static List<String> names(long bits) {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      if ((bits >>> i & 1) != 0) {
        out.add("cap_" + (i < NAMES.length ? NAMES[i] : Integer.toString(i)));
      }
    }
    return out;
  }
}
