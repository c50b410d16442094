package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.runtime.EnvVar;
import dev.varve.runtime.Gap;
import dev.varve.runtime.Hook;
import dev.varve.runtime.Origin;
import dev.varve.runtime.ProcessSpec;
import dev.varve.runtime.RawEnvFile;
import dev.varve.runtime.ShellWords;
import dev.varve.runtime.SpecNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What starts in a service's container, with which variables, and the commands around it. */
final class ComposeProcess {
  private final SpecNode service;
  private final ComposeLoader loader;
  private final Variables variables;
  private final ComposeScalars scalars;
  private final Map<String, Origin> origin;
  private final List<Gap> gaps;

  ComposeProcess(
      SpecNode service,
      ComposeLoader loader,
      Variables variables,
      Map<String, Origin> origin,
      List<Gap> gaps) {
    this.service = service;
    this.loader = loader;
    this.variables = variables;
    this.scalars = new ComposeScalars(gaps);
    this.origin = origin;
    this.gaps = gaps;
  }

  ProcessSpec read(boolean init) throws InputException, IOException {
    SpecNode groups = service.get("group_add");
    note("groups", groups);
    note("user", service.get("user"));
    note("workdir", service.get("working_dir"));
    return new ProcessSpec(
        words(service.get("entrypoint"), "entrypoint"),
        words(service.get("command"), "command"),
        scalars.text(service.get("user")),
        scalars.texts(groups),
        scalars.text(service.get("working_dir")),
        environment(),
        init);
  }

  private void note(String field, SpecNode node) {
    if (!node.isAbsent()) {
      origin.put(field, node.origin());
    }
  }

  /** A command as a list, or as a string that is split into words without a shell. */
  private @Nullable List<String> words(SpecNode node, String field) throws InputException {
    if (node.isAbsent()) {
      return null;
    }
    note(field, node);
    if (node.array() != null) {
      return scalars.texts(node);
    }
    String text = scalars.text(node);
    List<String> words = text == null ? List.of() : ShellWords.split(text);
    if (words == null) {
      throw node.invalid("a quote in it is left open");
    }
    return words;
  }

  // ---------------------------------------------------------------- variables and labels

  /** A value and where it is written. */
  private record Placed(@Nullable String value, @Nullable String from, SpecNode node) {}

  private List<EnvVar> environment() throws InputException, IOException {
    Map<String, Placed> all = new LinkedHashMap<>();
    for (SpecNode item : items(service.get("env_file"))) {
      environmentFile(item, all);
    }
    SpecNode environment = ComposeMerge.pairs(service.get("environment"));
    for (String name : environment.keys()) {
      SpecNode node = environment.get(name);
      Interpolation.Result result = scalars.open(node);
      String value;
      if (result == null) {
        // A name alone takes over the value of whoever runs the project.
        value = variables.get(name);
      } else {
        value = result.isKnown() ? result.text() : null;
      }
      all.put(name, new Placed(value, null, node));
    }
    List<EnvVar> env = new ArrayList<>();
    all.forEach(
        (name, placed) -> {
          origin.put("env[" + env.size() + "]", placed.node().origin());
          env.add(new EnvVar(name, placed.value(), placed.from()));
        });
    if (!env.isEmpty()) {
      note("env", environment.keys().isEmpty() ? service.get("env_file") : environment);
    }
    return env;
  }

  private void environmentFile(SpecNode item, Map<String, Placed> all)
      throws InputException, IOException {
    SpecNode place = item.object() == null ? item : item.get("path");
    String path = scalars.certainText(place);
    if (path == null) {
      return;
    }
    Found found = file(place, path);
    byte[] content = found.content();
    if (content == null) {
      String required = item.object() == null ? null : scalars.text(item.get("required"));
      if (required == null || place.truth(required)) {
        gaps.add(place.gap(found.why() + ", so its variables are not known"));
      }
      return;
    }
    String format = item.object() == null ? null : scalars.text(item.get("format"));
    Map<String, @Nullable String> values =
        "raw".equals(format)
            ? RawEnvFile.parse(new String(content, StandardCharsets.UTF_8), variables::get)
            : loader.parseVariables(path, content, variables);
    values.forEach((name, value) -> all.put(name, new Placed(value, "file:" + path, place)));
  }

  /** Labels of the service: those of files below its own. */
  SortedMap<String, String> labels() throws InputException, IOException {
    SortedMap<String, String> labels = new TreeMap<>();
    SpecNode files = service.get("label_file");
    for (SpecNode item : items(files)) {
      String path = scalars.certainText(item);
      if (path == null) {
        continue;
      }
      Found found = file(item, path);
      byte[] content = found.content();
      if (content == null) {
        gaps.add(item.gap(found.why() + ", so its labels are not known"));
      } else {
        loader
            .parseVariables(path, content, variables)
            .forEach((name, value) -> labels.put(name, value == null ? "" : value));
      }
    }
    SpecNode own = service.get("labels");
    scalars.pairs(own).forEach((name, value) -> labels.put(name, value == null ? "" : value));
    if (!labels.isEmpty()) {
      note("labels", own.isAbsent() ? files : own);
    }
    return labels;
  }

  /**
   * A file that a service names for what is in it.
   *
   * @param why it has no content, in words
   */
  private record Found(byte @Nullable [] content, String why) {}

  private Found file(SpecNode node, String path) throws InputException, IOException {
    try {
      return new Found(loader.content(node, path), "the file '" + path + "' is not there");
    } catch (InputException e) {
      if (e.reason() != ReasonCode.OUTSIDE_PROJECT && e.reason() != ReasonCode.REMOTE_SPEC) {
        throw e;
      }
      return new Found(null, e.detail() + " (" + e.reason().nextStep() + ")");
    }
  }

  private static List<SpecNode> items(SpecNode node) throws InputException {
    if (node.isAbsent()) {
      return List.of();
    }
    return node.array() == null ? List.of(node) : node.items();
  }

  // ---------------------------------------------------------------- hooks

  /** Commands in the running container, in the order of their events. */
  List<Hook> hooks() throws InputException {
    List<Hook> hooks = new ArrayList<>();
    for (String key : List.of("post_start", "pre_stop")) {
      for (SpecNode item : service.get(key).items()) {
        List<String> argv = words(item.get("command"), "hooks[" + hooks.size() + "].command");
        if (argv == null) {
          throw item.invalid("a hook without command");
        }
        note("hooks[" + hooks.size() + "]", item);
        List<EnvVar> env = new ArrayList<>();
        scalars
            .pairs(item.get("environment"))
            .forEach((name, value) -> env.add(new EnvVar(name, value)));
        hooks.add(
            new Hook(
                key.replace('_', '-'),
                Hook.Way.EXEC,
                argv,
                "",
                scalars.text(item.get("user")),
                scalars.bool(item.get("privileged")),
                env));
      }
    }
    return hooks;
  }
}
