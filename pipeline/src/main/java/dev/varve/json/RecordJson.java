package dev.varve.json;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Trees of records as JSON and back, component by component: for models that a run keeps for a
 * later one. Texts, truth values, whole numbers, enums, {@link Digest}s (as texts), {@link Bytes}
 * (as base64), {@link JsonValue}s (as they are), lists, maps with texts as keys, and records of
 * those; what is null is left out.
 *
 * <p>There is no other version of such a document than the one that {@link #format} names: it
 * changes with every record of the tree, so that nothing is ever read as something else.
 */
public final class RecordJson {
  private RecordJson() {}

  /** Sees every value before it is written, the outermost first, and says what is written. */
  @FunctionalInterface
  public interface Rewrite {
    Object apply(Object value);
  }

  /** SHA-256 over the names and types of everything that records of a type can hold. */
  public static Digest format(Class<?> type) {
    Set<String> described = new LinkedHashSet<>();
    describe(type, described);
    return Digest.sha256Of(String.join("\n", described).getBytes(StandardCharsets.UTF_8));
  }

  private static void describe(Type type, Set<String> described) {
    if (type instanceof ParameterizedType generic) {
      Arrays.stream(generic.getActualTypeArguments()).forEach(part -> describe(part, described));
      return;
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isEnum()) {
      described.add(plain.getName() + Arrays.toString(plain.getEnumConstants()));
    } else if (plain.isRecord() && plain != Digest.class) {
      StringBuilder text = new StringBuilder(plain.getName());
      for (RecordComponent component : plain.getRecordComponents()) {
        text.append(' ').append(component.getName()).append(':');
        text.append(component.getGenericType().getTypeName());
      }
      if (described.add(text.toString())) {
        for (RecordComponent component : plain.getRecordComponents()) {
          describe(component.getGenericType(), described);
        }
      }
    }
  }

  /** A record as an object. */
  public static JsonObject write(Record value, Rewrite rewrite) {
    return (JsonObject) json(value, rewrite);
  }

  private static JsonValue json(Object given, Rewrite rewrite) {
    Object value = rewrite.apply(given);
    if (value instanceof JsonValue json) {
      return json;
    }
    if (value instanceof String text) {
      return new JsonString(text);
    }
    if (value instanceof Boolean truth) {
      return new JsonBool(truth);
    }
    if (value instanceof Long || value instanceof Integer) {
      return JsonNumber.of(((Number) value).longValue());
    }
    if (value instanceof Enum<?> constant) {
      return new JsonString(constant.name());
    }
    if (value instanceof Digest digest) {
      return new JsonString(digest.toString());
    }
    if (value instanceof Bytes bytes) {
      return new JsonString(bytes.base64());
    }
    if (value instanceof Collection<?> items) {
      List<JsonValue> written = new ArrayList<>(items.size());
      items.forEach(item -> written.add(json(item, rewrite)));
      return JsonArray.of(written);
    }
    if (value instanceof Map<?, ?> members) {
      JsonObject.Builder written = JsonObject.builder();
      members.forEach((key, member) -> written.put((String) key, json(member, rewrite)));
      return written.build();
    }
    if (value instanceof Record) {
      return record(value, rewrite);
    }
    throw new IllegalArgumentException("no JSON for " + value.getClass());
  }

  private static JsonObject record(Object value, Rewrite rewrite) {
    JsonObject.Builder written = JsonObject.builder();
    for (Component component : Shape.of(value.getClass()).components()) {
      Object part;
      try {
        part = component.accessor().invoke(value);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("records and their components are public", e);
      }
      if (part != null) {
        written.put(component.name(), json(part, rewrite));
      }
    }
    return written.build();
  }

  private record Component(
      String name, Class<?> plain, Type type, boolean nullable, Method accessor) {}

  /** What a record is made of. Each time the JVM is asked, it makes everything anew. */
  private record Shape(List<Component> components, Constructor<?> constructor) {
    private static final ClassValue<Shape> KNOWN =
        new ClassValue<>() {
          @Override
          protected Shape computeValue(Class<?> type) {
            List<Component> components = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
              components.add(
                  new Component(
                      component.getName(),
                      component.getType(),
                      component.getGenericType(),
                      component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                      component.getAccessor()));
            }
            try {
              Class<?>[] types = components.stream().map(Component::plain).toArray(Class<?>[]::new);
              return new Shape(components, type.getConstructor(types));
            } catch (NoSuchMethodException e) {
              throw new IllegalStateException("records and their constructors are public", e);
            }
          }
        };

    static Shape of(Class<?> type) {
      return KNOWN.get(type);
    }
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @param document what messages call it
   * @throws InputException {@code json-malformed} if it is anything else
   */
  public static <T extends Record> T read(JsonObject json, Class<T> type, String document)
      throws InputException {
    return type.cast(new Reader(document).record(json, type));
  }

  /** Reads one document. */
  private record Reader(String document) {
    private Object record(JsonObject json, Class<?> type) throws InputException {
      Shape shape = Shape.of(type);
      @Nullable Object[] parts = new Object[shape.components().size()];
      int i = 0;
      for (Component component : shape.components()) {
        JsonValue written = json.present(component.name());
        if (written != null) {
          parts[i] = value(written, component.type());
        } else if (!component.nullable()) {
          throw wrong(type.getSimpleName() + " without " + component.name());
        }
        i++;
      }
      try {
        return shape.constructor().newInstance(parts);
      } catch (InvocationTargetException e) {
        InputException refused = wrong(type.getSimpleName() + " that cannot be");
        refused.initCause(e.getCause());
        throw refused;
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("records and their constructors are public", e);
      }
    }

    private Object value(JsonValue json, Type type) throws InputException {
      if (type instanceof ParameterizedType generic) {
        Type[] parts = generic.getActualTypeArguments();
        return parts.length == 1 ? list(json, parts[0]) : map(json, parts[1]);
      }
      Class<?> plain = (Class<?>) type;
      Object value =
          plain.isRecord() && plain != Digest.class
              ? recordOrNull(json, plain)
              : scalarOrNull(json, plain);
      if (value == null) {
        throw wrong(json.kind() + " for " + plain.getSimpleName());
      }
      return value;
    }

    private @Nullable Object recordOrNull(JsonValue json, Class<?> type) throws InputException {
      JsonObject object = json.objectOrNull();
      return object == null ? null : record(object, type);
    }

    private @Nullable Object scalarOrNull(JsonValue json, Class<?> type) throws InputException {
      if (type == JsonValue.class) {
        return json;
      }
      if (type == JsonObject.class) {
        return json.objectOrNull();
      }
      if (type == boolean.class || type == Boolean.class) {
        return json.boolOrNull();
      }
      Long number = json.longOrNull();
      if (type == long.class || type == Long.class) {
        return number;
      }
      if (type == int.class || type == Integer.class) {
        return number == null || number != number.intValue() ? null : (Object) number.intValue();
      }
      String text = json.textOrNull();
      if (text == null || type == String.class) {
        return text;
      }
      if (type == Digest.class) {
        return Digest.parse(text, document);
      }
      return type == Bytes.class ? bytes(text) : constant(text, type);
    }

    private Bytes bytes(String base64) throws InputException {
      try {
        return Bytes.wrap(Base64.getDecoder().decode(base64));
      } catch (IllegalArgumentException e) {
        InputException refused = wrong("bytes that are not base64");
        refused.initCause(e);
        throw refused;
      }
    }

    private static @Nullable Object constant(String name, Class<?> type) {
      Object[] constants = type.getEnumConstants();
      for (Object constant : constants == null ? new Object[0] : constants) {
        if (((Enum<?>) constant).name().equals(name)) {
          return constant;
        }
      }
      return null;
    }

    private List<Object> list(JsonValue json, Type item) throws InputException {
      JsonArray array = json.arrayOrNull();
      if (array == null) {
        throw wrong(json.kind() + " for a list");
      }
      List<Object> items = new ArrayList<>(array.size());
      for (JsonValue value : array) {
        items.add(value(value, item));
      }
      return items;
    }

    private TreeMap<String, Object> map(JsonValue json, Type member) throws InputException {
      JsonObject object = json.objectOrNull();
      if (object == null) {
        throw wrong(json.kind() + " for a map");
      }
      TreeMap<String, Object> members = new TreeMap<>();
      for (Map.Entry<String, JsonValue> entry : object.members().entrySet()) {
        members.put(entry.getKey(), value(entry.getValue(), member));
      }
      return members;
    }

    private InputException wrong(String what) {
      return new InputException(ReasonCode.JSON_MALFORMED, document, "it has " + what);
    }
  }
}
