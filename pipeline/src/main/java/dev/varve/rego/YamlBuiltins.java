package dev.varve.rego;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonBool;
import dev.varve.json.JsonNumber;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import dev.varve.json.Yaml;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** YAML within strings; it is read only. OPA: internal/yaml. */
final class YamlBuiltins {
  /** Whole numbers beyond are read as doubles. */
  private static final BigInteger LARGEST =
      BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

  private YamlBuiltins() {}

  static void register(Map<String, Builtin> all) {
    all.put("yaml.unmarshal", a -> read(Operands.text(a, 0)));
    all.put("yaml.is_valid", YamlBuiltins::isValid);
  }

  private static Object isValid(Object[] arguments) {
    if (!(arguments[0] instanceof String text)) {
      return false;
    }
    try {
      read(text);
      return true;
    } catch (BuiltinError e) {
      return false;
    }
  }

  static Object read(String text) {
    try {
      return value(Yaml.parseFirst(GoText.bytes(text), "yaml", Limits.DEFAULT));
    } catch (InputException e) {
      throw new BuiltinError("yaml: " + e.detail());
    }
  }

  private static Object value(JsonValue value) {
    if (value instanceof JsonObject object) {
      RegoObject result = new RegoObject(object.members().size());
      object.members().forEach((key, member) -> result.put(key, value(member)));
      return result;
    }
    if (value instanceof JsonArray array) {
      RegoArray result = new RegoArray(array.size());
      array.forEach(item -> result.add(value(item)));
      return result;
    }
    if (value instanceof JsonString string) {
      return string.value();
    }
    if (value instanceof JsonBool truth) {
      return truth.value();
    }
    return value instanceof JsonNumber number ? number(number.value()) : RegoNull.NULL;
  }

  /** Doubles as Go's {@code encoding/json} writes them. */
  private static Object number(Number number) {
    if (number instanceof Long) {
      return number;
    }
    if (number instanceof BigInteger whole && whole.signum() > 0 && whole.compareTo(LARGEST) <= 0) {
      return RegoNumber.of(whole);
    }
    double value = number.doubleValue();
    if (Double.isInfinite(value)) {
      return number.toString(); // what is no number to Go is a string
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-6 || size >= 1e21)) {
      String text = GoFormat.format("%g", List.of(value));
      return RegoNumber.of(text.replaceFirst("e-0(?=[0-9]$)", "e-"));
    }
    return RegoNumber.of(new BigDecimal(GoFormat.shortest(value)).toPlainString());
  }
}
