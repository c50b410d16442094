package dev.varve.rego.plan;

import dev.varve.rego.RegoArray;
import dev.varve.rego.RegoJson;
import dev.varve.rego.RegoNull;
import dev.varve.rego.RegoNumber;
import dev.varve.rego.RegoObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One of OPA's test cases: modules, data, an input, and a query with the bindings it is to have.
 *
 * @param id {@code v1/arithmetic/…}, with a number where several have one note
 * @param number of its own, which names its packages when many cases are built at once
 */
record OpaCase(String id, int number, RegoObject parts) {
  private static final Pattern PACKAGE = Pattern.compile("(?m)^(\\s*package\\s+)(?=[a-zA-Z_\"])");

  /** Strings and comments, or the word to be renamed. */
  private static final Pattern DATA =
      Pattern.compile(
          "\"(?:[^\"\\\\\\n]|\\\\.)*\"|`[^`]*`|#[^\\n]*|(?<![\\w.])data(?![\\w])(?!\\s*:)");

  /** Where an error is and of what kind, in front of what it says. */
  private static final Pattern PLACE = Pattern.compile("^(?:\\S+:\\d+: )?eval_[a-z_]+: ");

  boolean isVersion0() {
    return id.startsWith("v0/");
  }

  String query() {
    return (String) parts.get("query");
  }

  List<String> modules() {
    List<String> modules = new ArrayList<>();
    if (parts.get("modules") instanceof RegoArray written) {
      for (Object module : written.toArray()) {
        modules.add((String) module);
      }
    }
    return modules;
  }

  /** What its packages begin with among others' of a build. */
  String root() {
    return "c" + number;
  }

  String entrypoint() {
    return "e" + number + "/answers";
  }

  /** Files by name; the last one asks the query and has the bindings as a set of objects. */
  List<String> files(boolean renamed) {
    List<String> files = new ArrayList<>();
    for (String module : modules()) {
      files.add(
          renamed ? PACKAGE.matcher(rename(module)).replaceFirst("$1" + root() + ".") : module);
    }
    StringBuilder head = new StringBuilder();
    for (String name : variables()) {
      head.append(head.length() == 0 ? "" : ", ").append('"' + name + "\": " + name);
    }
    String term = (String) parts.get("input_term");
    files.add(
        "package e"
            + number
            + "\nimport rego.v1\nanswers contains {"
            + head
            + "} if {\n"
            + (renamed ? rename(query()) : query())
            + (term == null ? "" : " with input as " + term)
            + "\n}\n");
    return files;
  }

  private String rename(String text) {
    Matcher data = DATA.matcher(text);
    StringBuilder out = new StringBuilder();
    while (data.find()) {
      String found = data.group();
      data.appendReplacement(
          out, Matcher.quoteReplacement(found.equals("data") ? "data." + root() : found));
    }
    return data.appendTail(out).toString();
  }

  private List<String> variables() {
    List<String> names = new ArrayList<>();
    if (parts.get("want_result") instanceof RegoArray wanted && wanted.size() > 0) {
      for (Object name : ((RegoObject) wanted.get(0)).keyArray()) {
        names.add((String) name);
      }
    }
    return names;
  }

  Object data(boolean renamed) {
    Object data = parts.get("data");
    RegoObject own = data instanceof RegoObject object ? object : new RegoObject();
    return renamed ? new RegoObject().put(root(), own) : own;
  }

  /** Null is undefined. */
  @Nullable Object input() {
    return parts.get("input");
  }

  boolean wantsError() {
    return parts.get("want_error") != null || parts.get("want_error_code") != null;
  }

  /** What is to be in the error's message; of conflicts between rules nothing, only that. */
  String wantedMessage() {
    boolean conflict = "eval_conflict_error".equals(parts.get("want_error_code"));
    return parts.get("want_error") instanceof String text && !conflict
        ? PLACE.matcher(text).replaceFirst("")
        : "";
  }

  /** Bindings in JSON, sorted; null where no result is named. */
  @Nullable List<String> wantedBindings() {
    return parts.get("want_result") instanceof RegoArray wanted ? lines(wanted.toArray()) : null;
  }

  List<String> lines(Object[] bindings) {
    boolean sort = Boolean.TRUE.equals(parts.get("sort_bindings"));
    List<String> lines = new ArrayList<>();
    for (Object binding : bindings) {
      // Through JSON, where sets are arrays.
      Object plain = normal(RegoJson.read(RegoJson.text(binding)), sort);
      lines.add(RegoJson.text(plain));
    }
    return lines.stream().distinct().sorted().toList();
  }

  /** Numbers in one form, and arrays sorted if they may be sets. */
  private static Object normal(Object value, boolean sort) {
    if (value instanceof RegoNumber number) {
      String plain = number.value().stripTrailingZeros().toPlainString();
      return RegoNumber.of(plain);
    }
    if (value instanceof RegoArray array) {
      Object[] items = array.toArray();
      for (int i = 0; i < items.length; i++) {
        items[i] = normal(items[i], sort);
      }
      if (sort) {
        Arrays.sort(items, (a, b) -> RegoJson.text(a).compareTo(RegoJson.text(b)));
      }
      return RegoArray.of(items);
    }
    if (value instanceof RegoObject object) {
      RegoObject result = new RegoObject();
      Object[] keys = object.keyArray();
      for (Object key : keys) {
        Object member = object.get(key);
        result.put(key, normal(member == null ? RegoNull.NULL : member, sort));
      }
      return result;
    }
    return value;
  }
}
