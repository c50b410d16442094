package dev.varve.runtime.kubernetes;

import dev.varve.failure.InputException;
import dev.varve.runtime.Health;
import dev.varve.runtime.Hook;
import dev.varve.runtime.Provenance;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Probes and the steps of a container's life. */
final class HookReader {
  private final SpecNode container;
  private final Provenance provenance;

  HookReader(SpecNode container, Provenance provenance) {
    this.container = container;
    this.provenance = provenance;
  }

  /** The probes; null if there are none, and then nothing else checks the container's health. */
  @Nullable Health health() throws InputException {
    List<Hook> probes = new ArrayList<>();
    for (String event : List.of("liveness", "readiness", "startup")) {
      SpecNode probe = container.get(event + "Probe");
      KubernetesFields.PROBE.check(probe, provenance);
      Hook hook = hook(event, probe);
      if (hook != null) {
        if (probes.isEmpty()) {
          provenance.set("health", probe);
        }
        provenance.set("health.probes[" + probes.size() + "]", probe);
        probes.add(hook);
      }
    }
    return probes.isEmpty() ? null : new Health(List.of(), true, probes);
  }

  List<Hook> hooks() throws InputException {
    SpecNode lifecycle = container.get("lifecycle");
    KubernetesFields.LIFECYCLE.check(lifecycle, provenance);
    List<Hook> hooks = new ArrayList<>();
    for (String key : List.of("postStart", "preStop")) {
      SpecNode handler = lifecycle.get(key);
      KubernetesFields.HANDLER.check(handler, provenance);
      Hook hook = hook(key.equals("preStop") ? "pre-stop" : "post-start", handler);
      if (hook != null) {
        provenance.set("hooks[" + hooks.size() + "]", handler);
        hooks.add(hook);
      }
    }
    return hooks;
  }

  private @Nullable Hook hook(String event, SpecNode handler) throws InputException {
    SpecNode exec = handler.get("exec");
    SpecNode http = handler.get("httpGet");
    SpecNode tcp = handler.get("tcpSocket");
    SpecNode grpc = handler.get("grpc");
    if (!exec.isAbsent()) {
      return hook(event, Hook.Way.EXEC, exec.get("command").scalars(), "");
    }
    if (!http.isAbsent()) {
      String scheme = "HTTPS".equals(http.get("scheme").scalar()) ? "https" : "http";
      String path = http.get("path").scalar();
      String url = scheme + "://" + address(http) + (path == null ? "/" : path);
      return hook(event, Hook.Way.HTTP, List.of(), url);
    }
    if (!tcp.isAbsent()) {
      return hook(event, Hook.Way.TCP, List.of(), address(tcp));
    }
    if (!grpc.isAbsent()) {
      return hook(event, Hook.Way.GRPC, List.of(), address(grpc));
    }
    return handler.get("sleep").isAbsent() ? null : hook(event, Hook.Way.SLEEP, List.of(), "");
  }

  private static Hook hook(String event, Hook.Way way, List<String> argv, String address) {
    return new Hook(event, way, argv, address, null, false, List.of());
  }

  /** Host and port; a host that is not written is the pod itself. */
  private static String address(SpecNode target) throws InputException {
    String host = target.get("host").scalar();
    return (host == null ? "" : host) + ":" + target.get("port").required();
  }
}
