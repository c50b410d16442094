package dev.varve.rego;

/**
 * Known values as text, in which translated classes keep them: JSON, in which an object is {@code
 * {"object":[key,value,…]}} and a set {@code {"set":[…]}}.
 */
public final class Constants {
  private static final String OBJECT = "object";
  private static final String SET = "set";

  private Constants() {}

  public static String encoded(Object value) {
    return RegoJson.text(shape(value));
  }

  private static Object shape(Object value) {
    if (value instanceof RegoArray array) {
      return shapes(array.toArray());
    }
    if (value instanceof RegoSet set) {
      return new RegoObject().put(SET, shapes(set.toArray()));
    }
    if (value instanceof RegoObject object) {
      RegoArray members = new RegoArray();
      Object[] keys = object.keyArray();
      Object[] values = object.valueArray();
      for (int i = 0; i < keys.length; i++) {
        members.add(shape(keys[i])).add(shape(values[i]));
      }
      return new RegoObject().put(OBJECT, members);
    }
    return value;
  }

  private static RegoArray shapes(Object[] values) {
    RegoArray shapes = new RegoArray(values.length);
    for (Object value : values) {
      shapes.add(shape(value));
    }
    return shapes;
  }

  /** The value that {@link #encoded} wrote, to be shared by threads. */
  public static Object decoded(String text) {
    return Values.freeze(value(RegoJson.read(text)));
  }

  private static Object value(Object shape) {
    if (shape instanceof RegoArray array) {
      RegoArray values = new RegoArray(array.size());
      for (Object item : array.toArray()) {
        values.add(value(item));
      }
      return values;
    }
    if (!(shape instanceof RegoObject object)) {
      // Comparing texts of plans begins with whether they are the same.
      return shape instanceof String text ? text.intern() : shape;
    }
    if (object.get(SET) instanceof RegoArray elements) {
      RegoSet set = new RegoSet(elements.size());
      for (Object item : elements.toArray()) {
        set.add(value(item));
      }
      return set;
    }
    RegoObject made = new RegoObject();
    if (object.get(OBJECT) instanceof RegoArray members) {
      for (int i = 0; i + 1 < members.size(); i += 2) {
        made.put(value(members.get(i)), value(members.get(i + 1)));
      }
    }
    return made;
  }
}
