package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.runtime.Origin;
import dev.varve.runtime.PortBinding;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Published ports: {@code [[IP:]HOST:]CONTAINER[/PROTOCOL]} or a mapping. */
final class ComposePorts {
  private final ComposeScalars scalars;
  private final Map<String, Origin> origin;

  ComposePorts(ComposeScalars scalars, Map<String, Origin> origin) {
    this.scalars = scalars;
    this.origin = origin;
  }

  List<PortBinding> read(SpecNode ports) throws InputException {
    List<PortBinding> bindings = new ArrayList<>();
    for (SpecNode item : ports.items()) {
      origin.put("ports[" + bindings.size() + "]", item.origin());
      bindings.add(item.object() == null ? shortForm(item) : longForm(item));
    }
    return bindings;
  }

  private PortBinding longForm(SpecNode item) throws InputException {
    String target = scalars.text(item.get("target"));
    if (target == null) {
      throw item.invalid("a port without target");
    }
    return new PortBinding(
        text(item, "host_ip", ""),
        text(item, "published", ""),
        target,
        text(item, "protocol", "tcp"));
  }

  private String text(SpecNode item, String key, String fallback) throws InputException {
    String text = scalars.text(item.get(key));
    return text == null ? fallback : text;
  }

  private PortBinding shortForm(SpecNode item) throws InputException {
    String text = scalars.text(item);
    if (text == null || text.isEmpty()) {
      throw item.expected("a port");
    }
    int slash = text.indexOf('/');
    String protocol = slash < 0 ? "tcp" : text.substring(slash + 1);
    String ports = slash < 0 ? text : text.substring(0, slash);
    int last = ports.lastIndexOf(':');
    String container = ports.substring(last + 1);
    String rest = last < 0 ? "" : ports.substring(0, last);
    int cut = rest.lastIndexOf(':');
    String host = rest.substring(cut + 1);
    String ip = cut < 0 ? "" : rest.substring(0, cut).replaceAll("^\\[|\\]$", "");
    return new PortBinding(ip, host, container, protocol);
  }
}
