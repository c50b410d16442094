package dev.varve.runtime;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;

/**
 * The normalised model as text to be reviewed: one line for each value, by the names of the record
 * components that lead to it. What is null, empty or false is left out.
 */
public final class ModelText {
  private final StringBuilder text = new StringBuilder();

  private ModelText() {}

  /** All values of some run specs. */
  public static String of(Collection<RunSpec> runs) {
    ModelText model = new ModelText();
    for (RunSpec run : runs) {
      model.text.append("# ").append(run.unit().key()).append('\n');
      model.add("", run);
      model.text.append('\n');
    }
    return model.text.toString();
  }

  private void add(String path, Object value) {
    if (value == null || value.equals("") || value.equals(false)) {
      return;
    }
    if (value instanceof Origin origin) {
      line(
          path,
          origin.how().label()
              + (origin.file() == null ? "" : " line " + origin.line() + " " + origin.pointer()));
    } else if (value instanceof Record) {
      record(path, value);
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, member) -> add(path + "{" + key + "}", member));
    } else if (value instanceof Collection<?> items) {
      if (items.stream().allMatch(String.class::isInstance)) {
        if (!items.isEmpty()) {
          line(path, items);
        }
        return;
      }
      int i = 0;
      for (Object item : items) {
        add(path + "[" + i++ + "]", item);
      }
    } else {
      line(path, value);
    }
  }

  private void record(String path, Object value) {
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        String name = path.isEmpty() ? component.getName() : path + "." + component.getName();
        add(name, component.getAccessor().invoke(value));
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void line(String path, Object value) {
    text.append(path).append(" = ").append(value).append('\n');
  }
}
