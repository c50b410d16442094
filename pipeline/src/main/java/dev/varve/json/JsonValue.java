package dev.varve.json;

import org.jspecify.annotations.Nullable;

/**
 * One value of a JSON or YAML document. Immutable; two values are equal if they say the same,
 * wherever they stood.
 */
public sealed interface JsonValue extends java.io.Serializable
    permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBool, JsonNull {

  /** This value as an object, or null if it is something else. */
  default @Nullable JsonObject objectOrNull() {
    return this instanceof JsonObject object ? object : null;
  }

  /** This value as an array, or null if it is something else. */
  default @Nullable JsonArray arrayOrNull() {
    return this instanceof JsonArray array ? array : null;
  }

  /** The text of a string, or null if this is something else. */
  default @Nullable String textOrNull() {
    return this instanceof JsonString string ? string.value() : null;
  }

  /** A whole number that fits a {@code long}, or null if this is something else. */
  default @Nullable Long longOrNull() {
    return this instanceof JsonNumber number ? number.asLong() : null;
  }

  /** The truth value, or null if this is something else. */
  default @Nullable Boolean boolOrNull() {
    return this instanceof JsonBool bool ? Boolean.valueOf(bool.value()) : null;
  }

  default boolean isNull() {
    return this instanceof JsonNull;
  }

  /**
   * The text of a string, number or truth value as a user would write it; null for objects, arrays
   * and null. For places where several types are allowed, such as ports and environment values.
   */
  default @Nullable String scalarTextOrNull() {
    return null;
  }

  /** What messages call the kind of value: {@code an object}, {@code a string}, and so on. */
  String kind();
}
