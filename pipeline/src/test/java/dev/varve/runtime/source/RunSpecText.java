package dev.varve.runtime.source;

import dev.varve.runtime.Namespaces;
import dev.varve.runtime.Origin;
import dev.varve.runtime.Privileges;
import dev.varve.runtime.ProcessSpec;
import dev.varve.runtime.ResourceLimits;
import dev.varve.runtime.RunSpec;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A run spec as lines for golden files: everything that is not an engine's default. */
final class RunSpecText {
  private RunSpecText() {}

  static String of(RunSpec run) {
    RunSpec usual =
        new RunSpec(
            run.unit(),
            null,
            ProcessSpec.OF_IMAGE,
            Privileges.DEFAULT,
            Namespaces.DOCKER_DEFAULT,
            List.of(),
            List.of(),
            false,
            ResourceLimits.NONE,
            List.of(),
            null,
            "",
            false,
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            List.of());
    List<String> lines = new ArrayList<>();
    lines.add("== " + run.unit().key() + " (" + run.unit().role() + ")");
    differences("", run, usual, lines);
    return String.join("\n", lines) + "\n";
  }

  private static void differences(
      String path, @Nullable Object value, @Nullable Object usual, List<String> lines) {
    if (Objects.equals(value, usual)) {
      return;
    }
    if (value instanceof Origin origin) {
      lines.add(path + " = " + origin.file() + ":" + origin.line() + " " + origin.pointer());
    } else if (value instanceof Record record && usual instanceof Record) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        String name = path.isEmpty() ? component.getName() : path + "." + component.getName();
        differences(name, member(record, component), member(usual, component), lines);
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, member) -> differences(path + " " + key, member, null, lines));
    } else if (value instanceof List<?> list && !list.isEmpty()) {
      for (int i = 0; i < list.size(); i++) {
        lines.add(path + "[" + i + "] = " + inline(list.get(i)));
      }
    } else {
      lines.add(path + " = " + inline(value));
    }
  }

  private static @Nullable Object member(Object record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static String inline(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(RunSpecText::inline).collect(Collectors.joining(", ", "[", "]"));
    }
    if (!(value instanceof Record record)) {
      return String.valueOf(value);
    }
    List<String> members = new ArrayList<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object member = member(record, component);
      boolean says =
          !(member == null
              || member.equals("")
              || member.equals(false)
              || member.equals(List.of()));
      String text = inline(member);
      if (says && !text.equals("{}")) {
        members.add(component.getName() + "=" + text);
      }
    }
    return members.stream().collect(Collectors.joining(", ", "{", "}"));
  }
}
