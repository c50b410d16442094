package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.runtime.Origin;
import dev.varve.runtime.ResourceLimits;
import dev.varve.runtime.Sizes;
import dev.varve.runtime.SpecNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resource limits of a service, which may be written in two places that must agree: {@code
 * mem_limit} and its kind, and {@code deploy.resources.limits}.
 */
final class ComposeLimits {
  private static final long DEFAULT_PERIOD_MICROS = 100_000;

  private final SpecNode service;
  private final SpecNode deployed;
  private final ComposeScalars scalars;
  private final Map<String, Origin> origin;

  ComposeLimits(SpecNode service, ComposeScalars scalars, Map<String, Origin> origin) {
    this.service = service;
    this.deployed = service.get("deploy").get("resources").get("limits");
    this.scalars = scalars;
    this.origin = origin;
  }

  ResourceLimits read() throws InputException {
    Long memory =
        agreed(
            "limits.memory",
            size(service.get("mem_limit")),
            size(deployed.get("memory")),
            service.get("mem_limit"),
            deployed.get("memory"));
    SpecNode cpuNode =
        service.get("cpus").isAbsent() ? service.get("cpu_quota") : service.get("cpus");
    Long cpu =
        agreed("limits.cpu", cpus(), nanos(deployed.get("cpus")), cpuNode, deployed.get("cpus"));
    Long pids =
        agreed(
            "limits.pids",
            count(service.get("pids_limit")),
            count(deployed.get("pids")),
            service.get("pids_limit"),
            deployed.get("pids"));
    SpecNode oom = service.get("oom_kill_disable");
    if (!oom.isAbsent()) {
      origin.put("limits.oom_kill_disable", oom.origin());
    }
    SpecNode score = service.get("oom_score_adj");
    return new ResourceLimits(
        memory,
        set("limits.swap", swap(), service.get("memswap_limit")),
        cpu,
        pids,
        set("limits.shm", size(service.get("shm_size")), service.get("shm_size")),
        scalars.bool(oom),
        set("limits.oom_score_adj", whole(score), score),
        openFiles(),
        disk(),
        requested());
  }

  /** The hard limit of open files; null for none, which is also what -1 means. */
  private @Nullable Long openFiles() throws InputException {
    SpecNode files = service.get("ulimits").get("nofile");
    SpecNode hard = files.object() == null ? files : files.get("hard");
    return set("limits.nofile", count(hard), hard);
  }

  private @Nullable Long disk() throws InputException {
    SpecNode size = service.get("storage_opt").get("size");
    return set("limits.disk", size(size), size);
  }

  private @Nullable Long requested() throws InputException {
    SpecNode cpus = service.get("deploy").get("resources").get("reservations").get("cpus");
    return set("limits.cpu_request", nanos(cpus), cpus);
  }

  private @Nullable Long agreed(
      String field, @Nullable Long direct, @Nullable Long other, SpecNode node, SpecNode otherNode)
      throws InputException {
    if (direct != null && other != null && !direct.equals(other)) {
      throw node.invalid(
          "it disagrees with "
              + otherNode.pointer().substring(1).replace('/', '.')
              + " on line "
              + otherNode.line());
    }
    return direct != null ? set(field, direct, node) : set(field, other, otherNode);
  }

  private @Nullable Long set(String field, @Nullable Long value, SpecNode node) {
    if (value != null) {
      origin.put(field, node.origin());
    }
    return value;
  }

  /** Bytes; null for none, which is also what zero and -1 mean. */
  private @Nullable Long size(SpecNode node) throws InputException {
    String text = scalars.certainText(node);
    if (text == null || text.equals("-1")) {
      return null;
    }
    Long bytes = Sizes.bytes(text);
    if (bytes == null) {
      throw node.invalid("'" + text + "' is no size such as 512m");
    }
    return bytes == 0 ? null : bytes;
  }

  private @Nullable Long swap() throws InputException {
    SpecNode node = service.get("memswap_limit");
    String text = scalars.certainText(node);
    return "-1".equals(text) ? Long.valueOf(-1) : size(node);
  }

  private @Nullable Long cpus() throws InputException {
    Long direct = nanos(service.get("cpus"));
    Long quota = whole(service.get("cpu_quota"));
    if (direct != null || quota == null || quota <= 0) {
      return direct;
    }
    Long period = whole(service.get("cpu_period"));
    long micros = period == null || period <= 0 ? DEFAULT_PERIOD_MICROS : period;
    double share = (double) quota / micros;
    return (long) (share * 1e9);
  }

  private @Nullable Long nanos(SpecNode node) throws InputException {
    String text = scalars.certainText(node);
    if (text == null) {
      return null;
    }
    Long nanos = Sizes.nanoCpus(text);
    if (nanos == null) {
      throw node.invalid("'" + text + "' is no number of processors such as 0.5");
    }
    return nanos == 0 ? null : nanos;
  }

  private @Nullable Long count(SpecNode node) throws InputException {
    Long count = whole(node);
    return count == null || count <= 0 ? null : count;
  }

  private @Nullable Long whole(SpecNode node) throws InputException {
    String text = scalars.certainText(node);
    if (text == null) {
      return null;
    }
    // Durations such as cpu_period may carry a unit.
    String plain =
        text.strip().endsWith("us") ? text.strip().replaceFirst("us$", "") : text.strip();
    if (plain.matches("[0-9]{1,12}ms")) {
      return Long.parseLong(plain.substring(0, plain.length() - 2)) * 1000;
    }
    if (!plain.matches("-?[0-9]{1,18}")) {
      throw node.invalid("'" + text + "' is no whole number");
    }
    return Long.parseLong(plain);
  }
}
