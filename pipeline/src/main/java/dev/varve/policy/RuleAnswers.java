package dev.varve.policy;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The set rules whose members are results, by conftest's conventions: {@code deny}, {@code
 * violation} and {@code warn}, with a suffix or without, and {@code exception}, which lists the
 * suffixes of rules that do not count for the document at hand.
 */
final class RuleAnswers {
  /** Name of the rule that lists what does not count. */
  static final String EXCEPTION = "exception";

  private static final Pattern NAME = Pattern.compile("(deny|violation|warn)(_[A-Za-z0-9]+)*");

  private RuleAnswers() {}

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** The severity of a rule that does not say one. */
  static RuleSeverity defaultSeverity(String name) {
    return name.startsWith("warn") ? RuleSeverity.MEDIUM : RuleSeverity.HIGH;
  }

  /**
   * The members of one rule that count.
   *
   * @param exceptions sets of suffixes; the empty one stands for the rule without suffix
   */
  static List<JsonValue> members(
      String name, @Nullable JsonValue results, @Nullable JsonValue exceptions) throws PolicyAbort {
    JsonArray members = results == null ? null : results.arrayOrNull();
    if (members == null) {
      throw PolicyAbort.unusable(
          name
              + " is "
              + (results == null ? "not there" : results.kind())
              + ", not a set; write \""
              + name
              + " contains msg if\"");
    }
    return isExcepted(name, exceptions) ? List.of() : members.items();
  }

  private static boolean isExcepted(String name, @Nullable JsonValue exceptions)
      throws PolicyAbort {
    if (exceptions == null) {
      return false;
    }
    int underscore = name.indexOf('_');
    String suffix = underscore < 0 ? "" : name.substring(underscore + 1);
    JsonArray sets = exceptions.arrayOrNull();
    for (JsonValue set : sets == null ? JsonArray.of(List.of(exceptions)) : sets) {
      JsonArray rules = set.arrayOrNull();
      if (rules == null) {
        throw PolicyAbort.unusable(
            "exception holds " + set.kind() + ", not a list of rule names without deny_");
      }
      for (JsonValue rule : rules) {
        if (suffix.equals(rule.textOrNull())) {
          return true;
        }
      }
    }
    return false;
  }

  /** A result as an object; a text is its message. */
  static JsonObject object(JsonValue result) throws PolicyAbort {
    JsonObject object = result.objectOrNull();
    String text = result.textOrNull();
    if (object == null && text == null) {
      throw PolicyAbort.unusable("a result is " + result.kind() + ", not a string or an object");
    }
    return object != null ? object : JsonObject.builder().put("msg", String.valueOf(text)).build();
  }
}
