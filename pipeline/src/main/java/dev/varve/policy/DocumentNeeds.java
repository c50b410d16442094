package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonNull;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a document must hold for a rule to have anything to say about it, of which one thing is
 * enough; nothing, if the rule is to see every document. As selectors do for files, needs spare the
 * engine the documents that a rule is silent about: most containers neither are privileged nor
 * mount the host's devices.
 *
 * <p>A need is a path in the document, {@code run.devices}, which must be there and neither {@code
 * null}, {@code false}, nor an empty list or object; or a path with a value, {@code
 * run.ns.pid=host}, {@code run.limits.cpu=null}. {@code []} stands for any member of a list or
 * object: {@code run.mounts[].classes[].class=dev}. That a rule says the same with its needs as
 * without is for its author to see to; of varve's own a test shows it.
 */
record DocumentNeeds(List<Need> anyOf) {
  /** Of a rule that sees every document. */
  static final DocumentNeeds NONE = new DocumentNeeds(List.of());

  private static final String EACH = "[]";

  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9_]+(\\[\\])?(\\.[A-Za-z0-9_]+(\\[\\])?)*(=.*)?");

  DocumentNeeds {
    anyOf = List.copyOf(anyOf);
  }

  /**
   * One thing that is enough.
   *
   * @param steps names of members, and {@code []} for all members
   * @param value of a scalar as text, or null if any value but an empty one will do
   */
  record Need(List<String> steps, @Nullable String value) {
    Need {
      steps = List.copyOf(steps);
    }

    boolean isMet(JsonValue document) {
      return isMet(document, 0);
    }

    private boolean isMet(JsonValue at, int step) {
      if (step == steps.size()) {
        return value == null ? holdsSomething(at) : value.equals(scalar(at));
      }
      String name = steps.get(step);
      JsonObject object = at.objectOrNull();
      if (!name.equals(EACH)) {
        JsonValue member = object == null ? null : object.get(name);
        return member != null && isMet(member, step + 1);
      }
      JsonArray array = at.arrayOrNull();
      Collection<JsonValue> members =
          array != null ? array.items() : object != null ? object.members().values() : List.of();
      for (JsonValue member : members) {
        if (isMet(member, step + 1)) {
          return true;
        }
      }
      return false;
    }

    private static @Nullable String scalar(JsonValue value) {
      return value instanceof JsonNull ? "null" : value.scalarTextOrNull();
    }

    private static boolean holdsSomething(JsonValue value) {
      JsonArray array = value.arrayOrNull();
      JsonObject object = value.objectOrNull();
      if (array != null) {
        return !array.isEmpty();
      }
      if (object != null) {
        return !object.isEmpty();
      }
      String text = scalar(value);
      return value.textOrNull() != null || !"null".equals(text) && !"false".equals(text);
    }
  }

  /** Whether a rule with these needs may have something to say about a document. */
  boolean areMetBy(JsonValue document) {
    if (anyOf.isEmpty()) {
      return true;
    }
    for (Need need : anyOf) {
      if (need.isMet(document)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads the needs of a rule's metadata.
   *
   * @param rule what messages call the rule
   */
  static DocumentNeeds parse(List<String> written, String rule) throws InputException {
    List<Need> needs = new ArrayList<>();
    for (String text : written) {
      if (!FORM.matcher(text).matches()) {
        throw new InputException(
            ReasonCode.POLICY_FAILED,
            rule,
            "the need '"
                + text
                + "' is no path in a document; write run.devices, run.ns.pid=host"
                + " or run.mounts[].kind=host");
      }
      int equals = text.indexOf('=');
      String path = equals < 0 ? text : text.substring(0, equals);
      needs.add(
          new Need(
              Arrays.asList(path.replace(EACH, "." + EACH).split("\\.")),
              equals < 0 ? null : text.substring(equals + 1)));
    }
    return new DocumentNeeds(needs);
  }
}
