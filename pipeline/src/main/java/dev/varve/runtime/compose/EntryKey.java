package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.runtime.BindWords;
import dev.varve.runtime.HostPath;
import dev.varve.runtime.PortBinding;
import dev.varve.runtime.SpecNode;
import java.util.List;
import java.util.Set;

/** What makes two entries of a service's list the same thing, whichever form each is written in. */
final class EntryKey {
  private static final Set<String> BY_TARGET = Set.of("volumes", "devices", "secrets", "configs");
  private static final Set<String> BY_TEXT =
      Set.of("cap_add", "cap_drop", "dns", "dns_opt", "dns_search", "expose", "links", "profiles");

  private EntryKey() {}

  /** Whether a list of a service holds one entry for each key. */
  static boolean has(String list) {
    return BY_TARGET.contains(list)
        || BY_TEXT.contains(list)
        || list.equals("ports")
        || list.equals("tmpfs")
        || list.equals("env_file");
  }

  static String of(String list, SpecNode item) throws InputException {
    boolean plain = item.object() == null;
    if (list.equals("ports")) {
      PortBinding port = ComposePorts.binding(item);
      String ip = port.hostIp().isEmpty() ? "0.0.0.0" : port.hostIp();
      return ip + ":" + port.hostPort() + ":" + port.containerPort() + "/" + port.protocol();
    }
    if (list.equals("env_file")) {
      return text(plain ? item : item.get("path"));
    }
    if (BY_TEXT.contains(list)) {
      return text(item);
    }
    if (plain) {
      return shortTarget(list, text(item));
    }
    String target = text(item.get("target"));
    return place(list, target.isEmpty() ? text(item.get("source")) : target);
  }

  private static String shortTarget(String list, String text) {
    return switch (list) {
      case "volumes" -> {
        List<String> parts = BindWords.split(text);
        yield HostPath.cleanTarget(parts.get(parts.size() == 1 ? 0 : 1));
      }
      case "devices" -> {
        String[] parts = text.split(":", -1);
        boolean named = !text.startsWith("/") && text.contains("=");
        yield parts.length == 1 || named ? text : parts[1];
      }
      case "tmpfs" -> text.split(":", 2)[0];
      default -> place(list, text);
    };
  }

  private static String place(String list, String target) {
    String folder = list.equals("secrets") ? "/run/secrets/" : list.equals("configs") ? "/" : "";
    return HostPath.cleanTarget(target.startsWith("/") ? target : folder + target);
  }

  private static String text(SpecNode node) throws InputException {
    String text = node.scalar();
    return text == null ? "" : text;
  }
}
