package dev.varve.rego;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes to a document, one after the other (RFC 6902), with OPA's liberties: paths may be arrays
 * of keys, and sets have their elements as keys. OPA: topdown/json.go, internal/edittree.
 */
final class JsonPatch {
  private JsonPatch() {}

  /** Null if the document itself is removed. */
  static @Nullable Object apply(Object document, RegoArray operations) {
    Object patched = document;
    for (int i = 0; i < operations.size(); i++) {
      if (!(operations.get(i) instanceof RegoObject operation)) {
        throw new BuiltinError(
            "must be an array of JSON-Patch objects, but at least one element is not an object");
      }
      patched = apply(patched, operation);
    }
    return patched;
  }

  private static @Nullable Object apply(@Nullable Object document, RegoObject operation) {
    Object written = attribute(operation, "path");
    Object op = attribute(operation, "op");
    if (!(op instanceof String name)) {
      throw new BuiltinError("attribute 'op' must be a string but found: " + Values.typeName(op));
    }
    List<Object> path = ObjectBuiltins.path(written, 1);
    switch (name) {
      case "add":
        return insert(document, path, attribute(operation, "value"));
      case "remove":
        return remove(document, path);
      case "replace":
        Object rest = remove(document, path);
        return insert(rest, path, attribute(operation, "value"));
      case "move":
        List<Object> source = ObjectBuiltins.path(attribute(operation, "from"), 1);
        Object moved = find(document, source);
        return insert(remove(document, source), path, moved);
      case "copy":
        return insert(
            document, path, find(document, ObjectBuiltins.path(attribute(operation, "from"), 1)));
      case "test":
        Object found = find(document, path);
        Object value = attribute(operation, "value");
        if (!Values.equal(found, value)) {
          throw new BuiltinError(
              "value from EditTree != patch value.\n\nExpected: "
                  + RegoNotation.text(value)
                  + "\n\nFound: "
                  + RegoNotation.text(found));
        }
        return document;
      default:
        throw new BuiltinError("unrecognized op: '" + name + "'");
    }
  }

  private static Object attribute(RegoObject operation, String name) {
    Object value = operation.get(name);
    if (value == null) {
      throw new BuiltinError("missing required attribute '" + name + "'");
    }
    return value;
  }

  private static Object existing(@Nullable Object document) {
    if (document == null) {
      throw new BuiltinError("nil value encountered where composite value was expected");
    }
    return document;
  }

  private static Object find(@Nullable Object document, List<Object> path) {
    Object found = existing(document);
    for (Object key : path) {
      found = child(found, key);
    }
    return found;
  }

  private static Object child(Object parent, Object key) {
    Object found = null;
    if (parent instanceof RegoArray array) {
      int index = index(array.size(), key);
      found = index >= 0 && index < array.size() ? array.get(index) : null;
    } else if (parent instanceof RegoObject || parent instanceof RegoSet) {
      found = Operands.member(parent, key);
    } else {
      throw new BuiltinError(
          "expected composite type for path "
              + RegoNotation.text(key)
              + ", found value: "
              + RegoNotation.text(parent));
    }
    if (found == null) {
      throw new BuiltinError(
          "path "
              + RegoNotation.text(key)
              + " does not exist in "
              + Values.typeName(parent)
              + " term "
              + RegoNotation.text(parent));
    }
    return found;
  }

  /** Where an item stands; {@code -} is behind the last. May be out of bounds. */
  private static int index(int size, Object key) {
    if (RegoNumber.isNumber(key)) {
      long index;
      try {
        index = Operands.integer(new Object[] {key}, 0);
      } catch (BuiltinError e) {
        throw new BuiltinError("invalid number type for indexing");
      }
      return (int) Math.max(-1, Math.min(index, size + 1L));
    }
    if (!(key instanceof String text)) {
      throw new BuiltinError("invalid type for indexing");
    }
    if (text.equals("-")) {
      return size;
    }
    if (!text.matches("[-+]?[0-9]{1,18}")) {
      throw new BuiltinError("invalid string for indexing");
    }
    if (text.length() > 1 && text.charAt(0) == '0') {
      throw new BuiltinError("leading zeros are not allowed in JSON paths");
    }
    return (int) Math.max(-1, Math.min(Long.parseLong(text), size + 1L));
  }

  private static Object insert(@Nullable Object document, List<Object> path, Object value) {
    if (path.isEmpty()) {
      return value;
    }
    Object parent = existing(document);
    Object key = path.get(0);
    if (path.size() > 1) {
      List<Object> rest = path.subList(1, path.size());
      return with(parent, key, insert(child(parent, key), rest, value));
    }
    if (parent instanceof RegoObject object) {
      return object.copy().put(key, value);
    }
    if (parent instanceof RegoSet set) {
      if (!Values.equal(key, value)) {
        throw new BuiltinError(
            "set key "
                + RegoNotation.text(key)
                + " does not equal value to be inserted "
                + RegoNotation.text(value));
      }
      return set.copy().add(value);
    }
    if (parent instanceof RegoArray array) {
      int index = index(array.size(), key);
      if (index < 0 || index > array.size()) {
        throw new BuiltinError("index for array insertion out of bounds");
      }
      RegoArray changed = array.slice(0, index).add(value);
      for (int i = index; i < array.size(); i++) {
        changed.add(array.get(i));
      }
      return changed;
    }
    throw new BuiltinError("expected composite type, found value: " + RegoNotation.text(parent));
  }

  /** The parent with another value in place of the one under a key. */
  private static Object with(Object parent, Object key, @Nullable Object value) {
    Object child = value == null ? RegoNull.NULL : value;
    if (parent instanceof RegoObject object) {
      return object.copy().put(key, child);
    }
    if (parent instanceof RegoArray array) {
      int index = index(array.size(), key);
      RegoArray changed = array.slice(0, index).add(child);
      for (int i = index + 1; i < array.size(); i++) {
        changed.add(array.get(i));
      }
      return changed;
    }
    return SetBuiltins.difference((RegoSet) parent, new RegoSet().add(key)).add(child);
  }

  private static @Nullable Object remove(@Nullable Object document, List<Object> path) {
    Object parent = existing(document);
    if (path.isEmpty()) {
      return null;
    }
    Object key = path.get(0);
    if (path.size() > 1) {
      return with(parent, key, remove(child(parent, key), path.subList(1, path.size())));
    }
    if (parent instanceof RegoArray array) {
      int index = index(array.size(), key);
      if (index < 0 || index >= array.size()) {
        throw new BuiltinError("index for array delete out of bounds");
      }
      RegoArray changed = array.slice(0, index);
      for (int i = index + 1; i < array.size(); i++) {
        changed.add(array.get(i));
      }
      return changed;
    }
    if (!(parent instanceof RegoObject) && !(parent instanceof RegoSet)) {
      throw new BuiltinError("expected composite type, found value: " + RegoNotation.text(parent));
    }
    if (Operands.member(parent, key) == null) {
      throw new BuiltinError(
          "cannot delete child key " + RegoNotation.text(key) + " that does not exist");
    }
    if (parent instanceof RegoSet set) {
      return SetBuiltins.difference(set, new RegoSet().add(key));
    }
    RegoObject object = (RegoObject) parent;
    RegoObject changed = new RegoObject(object.size());
    Object[] values = object.valueArray();
    Object[] keys = object.keyArray();
    for (int i = 0; i < keys.length; i++) {
      if (!Values.equal(keys[i], key)) {
        changed.put(keys[i], values[i]);
      }
    }
    return changed;
  }
}
