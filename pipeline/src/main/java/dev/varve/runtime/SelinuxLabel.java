package dev.varve.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** SELinux labels of processes, {@code user:role:type:level}, in the words of run specs. */
public final class SelinuxLabel {
  private static final Set<String> USUAL_TYPES =
      Set.of("container_t", "container_init_t", "container_kvm_t", "svirt_lxc_net_t");

  private SelinuxLabel() {}

  /**
   * A label as {@link Privileges#selinux()} has it: {@code default} for what engines give every
   * container, else the parts that differ.
   */
  public static String words(String label) {
    String[] parts = label.split(":", 4);
    if (parts.length < 3) {
      return "type:" + label;
    }
    List<String> words = new ArrayList<>();
    if (!parts[0].equals("system_u")) {
      words.add("user:" + parts[0]);
    }
    if (!parts[1].equals("system_r")) {
      words.add("role:" + parts[1]);
    }
    if (words.isEmpty() && USUAL_TYPES.contains(parts[2])) {
      return "default";
    }
    words.add("type:" + parts[2]);
    if (parts.length == 4) {
      words.add("level:" + parts[3]);
    }
    return String.join(",", words);
  }
}
