package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.layer.PathGlob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Workloads whose job it is to reach into the host, such as node agents: what they are expected to
 * trip is listed and not counted (policy-catalogue.md section 2, "Roles"). From the parameters
 * {@code roles}, which gives containers by glob a role, and {@code role_rules}, which says what a
 * role may trip:
 *
 * <pre>{@code
 * roles: {"k8s/monitoring/DaemonSet/*": node-agent}
 * role_rules: {node-agent: [{id: MNT-02, when: {read_only: true}}]}
 * }</pre>
 *
 * A condition compares a member of the finding's evidence.
 */
final class Roles {
  private record Expected(PathGlob rule, JsonObject when) {
    boolean takes(Finding finding) {
      return rule.matches(finding.rule())
          && when.members().entrySet().stream()
              .allMatch(
                  condition ->
                      condition.getValue().equals(finding.evidence().get(condition.getKey())));
    }
  }

  /** Nobody has a role. */
  static final Roles NONE = new Roles();

  private final Map<PathGlob, String> byUnit = new LinkedHashMap<>();
  private final Map<String, List<Expected>> rules = new LinkedHashMap<>();

  private Roles() {}

  /**
   * @param params the parameters that rules read
   */
  static Roles of(JsonObject params) throws InputException {
    Roles roles = new Roles();
    JsonObject written = object(params.get("role_rules"), "role_rules");
    for (Map.Entry<String, JsonValue> role : written.members().entrySet()) {
      String name = role.getKey();
      JsonArray items = role.getValue().arrayOrNull();
      if (items == null) {
        throw invalid("role_rules." + name + " is " + role.getValue().kind() + ", not a list");
      }
      List<Expected> expected = new ArrayList<>();
      for (JsonValue item : items) {
        JsonObject rule = object(item, "an item of role_rules." + name);
        String id = rule.textIn("role_rules." + name, "id");
        if (id.isEmpty()) {
          throw invalid("an item of role_rules." + name + " has no id");
        }
        expected.add(new Expected(PathGlob.of(id), object(rule.get("when"), "when of " + id)));
      }
      roles.rules.put(name, expected);
    }
    JsonObject units = object(params.get("roles"), "roles");
    for (Map.Entry<String, JsonValue> unit : units.members().entrySet()) {
      String role = unit.getValue().textOrNull();
      if (role == null || !roles.rules.containsKey(role)) {
        throw invalid(
            "roles: '"
                + unit.getKey()
                + "' has the role "
                + unit.getValue()
                + "; role_rules knows "
                + String.join(", ", roles.rules.keySet()));
      }
      roles.byUnit.put(PathGlob.of(unit.getKey()), role);
    }
    return roles;
  }

  /** The first role given to a container, or null. */
  @Nullable String roleOf(SubjectNames names) {
    for (Map.Entry<PathGlob, String> unit : byUnit.entrySet()) {
      if (names.units().stream().anyMatch(unit.getKey()::matches)) {
        return unit.getValue();
      }
    }
    return null;
  }

  /** The role that expects a finding, or null if none does. */
  @Nullable String expecting(Finding finding, SubjectNames names) {
    if (byUnit.isEmpty()) {
      return null;
    }
    String role = roleOf(names);
    boolean expected =
        role != null
            && rules.getOrDefault(role, List.of()).stream().anyMatch(rule -> rule.takes(finding));
    return expected ? role : null;
  }

  private static JsonObject object(@Nullable JsonValue value, String what) throws InputException {
    if (value == null || value.isNull()) {
      return JsonObject.EMPTY;
    }
    JsonObject object = value.objectOrNull();
    if (object == null) {
      throw invalid(what + " is " + value.kind() + ", not a mapping");
    }
    return object;
  }

  private static InputException invalid(String detail) {
    return new InputException(ReasonCode.PARAMS_INVALID, "the parameters", detail);
  }
}
