package dev.varve.runtime.kubernetes;

import dev.varve.failure.InputException;
import dev.varve.runtime.EnvSource;
import dev.varve.runtime.EnvVar;
import dev.varve.runtime.Provenance;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The environment of a container, and the references to it in other fields. */
final class EnvReader {
  private final SpecNode container;
  private final Provenance provenance;
  private final Map<String, @Nullable String> values = new LinkedHashMap<>();

  EnvReader(SpecNode container, Provenance provenance) {
    this.container = container;
    this.provenance = provenance;
  }

  /** The variables, in order; {@link #certainText} and {@link #words} know them afterwards. */
  List<EnvVar> variables() throws InputException {
    List<EnvVar> variables = new ArrayList<>();
    for (SpecNode item : container.get("env").items()) {
      KubernetesFields.ENV_VAR.check(item, provenance);
      String name = item.get("name").required();
      SpecNode from = item.get("valueFrom");
      String value = item.get("value").scalar();
      provenance.set("env[" + variables.size() + "]", item);
      EnvVar variable;
      if (from.isAbsent()) {
        // An empty value and none at all are the same.
        variable = new EnvVar(name, value == null ? "" : text(value));
      } else {
        variable = new EnvVar(name, null, source(from));
      }
      values.put(name, variable.value());
      variables.add(variable);
    }
    if (!variables.isEmpty()) {
      provenance.set("env", container.get("env"));
    }
    return variables;
  }

  /** The objects whose keys become variables too. */
  List<EnvSource> sources() throws InputException {
    List<EnvSource> sources = new ArrayList<>();
    for (SpecNode item : container.get("envFrom").items()) {
      KubernetesFields.ENV_FROM_SOURCE.check(item, provenance);
      boolean secret = !item.get("secretRef").isAbsent();
      SpecNode reference = item.get(secret ? "secretRef" : "configMapRef");
      if (reference.isAbsent()) {
        provenance.gap(item, "neither configMapRef nor secretRef: what it gives is not known");
        continue;
      }
      String prefix = item.get("prefix").scalar();
      provenance.set("env_from[" + sources.size() + "]", item);
      sources.add(
          new EnvSource(
              secret ? "secret" : "configmap",
              reference.get("name").required(),
              prefix == null ? "" : prefix));
    }
    return sources;
  }

  private String source(SpecNode from) throws InputException {
    KubernetesFields.ENV_VAR_SOURCE.check(from, provenance);
    for (String key : from.keys()) {
      SpecNode node = from.get(key);
      switch (key) {
        case "secretKeyRef" -> {
          return "secret:" + node.get("name").required() + "/" + node.get("key").required();
        }
        case "configMapKeyRef" -> {
          return "configmap:" + node.get("name").required() + "/" + node.get("key").required();
        }
        case "fieldRef" -> {
          return "field:" + node.get("fieldPath").required();
        }
        case "resourceFieldRef" -> {
          return "resource:" + node.get("resource").required();
        }
        case "fileKeyRef" -> {
          return "file:" + node.get("volumeName").required() + "/" + node.get("key").required();
        }
        default -> {
          // Told by the check above.
        }
      }
    }
    return "unknown";
  }

  /** A text with its references replaced; those whose value is not written down stay. */
  private String text(String text) {
    return VariableReferences.expand(text, values, new TreeSet<>());
  }

  /** As {@link #text}, where it matters what is left open: that is told. */
  String certainText(SpecNode node, String text) {
    TreeSet<String> open = new TreeSet<>();
    String expanded = VariableReferences.expand(text, values, open);
    for (String name : open) {
      provenance.gap(node, "the value of $(" + name + ") is not written in the manifest");
    }
    return expanded;
  }

  /** Whether references of a text are left open. */
  boolean isOpen(String text) {
    TreeSet<String> open = new TreeSet<>();
    VariableReferences.expand(text, values, open);
    return !open.isEmpty();
  }

  /**
   * Words with their references replaced; null if there are none, which leaves the image's. What
   * the first one is decides what is started, so it must not be left open.
   */
  @Nullable List<String> words(String key, String field) throws InputException {
    List<String> words = new ArrayList<>();
    for (SpecNode item : container.get(key).items()) {
      String word = item.scalar();
      String written = word == null ? "" : word;
      words.add(words.isEmpty() ? certainText(item, written) : text(written));
    }
    if (words.isEmpty()) {
      return null;
    }
    provenance.set(field, container.get(key));
    return words;
  }
}
