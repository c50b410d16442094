package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.CanonicalJson;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.rego.BuiltinError;
import dev.varve.rego.GoFormat;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What OPA's Wasm modules ask their host for. Of that varve has {@code sprintf}; rules that need
 * more are refused by name when they are loaded, never when one happens to be evaluated.
 */
final class HostBuiltins {
  private static final String SPRINTF = "sprintf";

  /** Built-ins whose answer depends on the time, the machine or the network. */
  private static final Set<String> IRREPRODUCIBLE =
      Set.of(
          "http.send",
          "net.lookup_ip_addr",
          "opa.runtime",
          "rand.intn",
          "time.now_ns",
          "uuid.rfc4122");

  private HostBuiltins() {}

  /** {@code sprintf} as OPA declares it among its capabilities. */
  static JsonObject declaration() {
    JsonObject text = JsonObject.builder().put("type", "string").build();
    JsonObject anything = JsonObject.builder().put("type", "any").build();
    JsonObject values = JsonObject.builder().put("type", "array").put("dynamic", anything).build();
    return JsonObject.builder()
        .put("name", SPRINTF)
        .put(
            "decl",
            JsonObject.builder()
                .put("type", "function")
                .put("args", JsonArray.of(List.of(text, values)))
                .put("result", text)
                .build())
        .build();
  }

  /** The built-ins among these that varve has not. */
  static List<String> missing(Collection<String> needed) {
    return needed.stream().filter(name -> !name.equals(SPRINTF)).sorted().toList();
  }

  /** The built-ins among these that make a run's result depend on more than its inputs. */
  static List<String> irreproducible(Collection<String> needed) {
    return needed.stream().filter(IRREPRODUCIBLE::contains).sorted().toList();
  }

  /**
   * @param values arguments as the module prints them
   * @return the answer as JSON
   */
  static String call(String name, List<String> values) throws PolicyAbort {
    if (!name.equals(SPRINTF)) {
      throw new PolicyAbort("the built-in " + name + " is not there");
    }
    try {
      byte[] format = values.get(0).getBytes(StandardCharsets.UTF_8);
      String text = Json.parse(format, SPRINTF, Limits.DEFAULT).textOrNull();
      if (text == null || !values.get(1).startsWith("[")) {
        throw new PolicyAbort("sprintf wants a text and an array");
      }
      return CanonicalJson.text(
          new JsonString(GoFormat.format(text, RegoText.arguments(values.get(1)))));
    } catch (BuiltinError e) {
      throw new PolicyAbort(String.valueOf(e.getMessage()));
    } catch (InputException e) {
      PolicyAbort abort = new PolicyAbort("sprintf: " + e.detail());
      abort.initCause(e);
      throw abort;
    }
  }
}
