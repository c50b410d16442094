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
      bindings.add(binding(item));
      if (item.object() == null) {
        scalars.text(item);
      } else {
        for (String key : item.keys()) {
          scalars.text(item.get(key));
        }
      }
    }
    return bindings;
  }

  /** One entry in either form, with what is open in it left standing. */
  static PortBinding binding(SpecNode item) throws InputException {
    return item.object() == null ? shortForm(item) : longForm(item);
  }

  private static PortBinding longForm(SpecNode item) throws InputException {
    String target = item.get("target").scalar();
    if (target == null) {
      throw item.invalid("a port without target");
    }
    return new PortBinding(
        text(item, "host_ip", ""),
        text(item, "published", ""),
        target,
        text(item, "protocol", "tcp"));
  }

  private static String text(SpecNode item, String key, String fallback) throws InputException {
    String text = item.get(key).scalar();
    return text == null ? fallback : text;
  }

  private static PortBinding shortForm(SpecNode item) throws InputException {
    String text = item.scalar();
    if (text == null || text.isEmpty()) {
      throw item.expected("a port");
    }
    return PortBinding.parse(text);
  }
}
