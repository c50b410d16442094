package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One document with its variables replaced.
 *
 * @param root without what is tagged {@code !reset} and without extensions ({@code x-…})
 * @param cleared where earlier documents lose what they say, since this one resets or overrides it
 */
record ComposeDocument(SpecNode root, List<KeyPath> cleared) {
  static final String RESET = "!reset";
  static final String OVERRIDE = "!override";

  static ComposeDocument read(SpecNode document, Interpolation variables, ComposeBudget budget)
      throws InputException {
    Reader reader = new Reader(variables, budget);
    SpecNode root = reader.node(document, KeyPath.ROOT);
    return new ComposeDocument(root, List.copyOf(reader.cleared));
  }

  /** The same with its relative paths seen from the project's folder. */
  ComposeDocument movedFrom(String folder) throws InputException {
    return new ComposeDocument(RelativePaths.from(folder, root), cleared);
  }

  private static final class Reader {
    private final Interpolation variables;
    private final ComposeBudget budget;
    private final List<KeyPath> cleared = new ArrayList<>();

    Reader(Interpolation variables, ComposeBudget budget) {
      this.variables = variables;
      this.budget = budget;
    }

    /** The same node if there is nothing to replace in it. */
    SpecNode node(SpecNode node, KeyPath path) throws InputException {
      budget.node(node);
      JsonObject object = node.object();
      if (object != null) {
        return mapping(node, object, path);
      }
      JsonArray array = node.array();
      if (array != null) {
        return list(node, array, path);
      }
      return node.value() instanceof JsonString text ? text(node, text.value()) : node;
    }

    private SpecNode mapping(SpecNode node, JsonObject object, KeyPath path) throws InputException {
      Map<String, SpecNode> members = new LinkedHashMap<>();
      boolean changed = false;
      for (String key : object.keys()) {
        if (key.startsWith("x-") && path.takesExtensions()) {
          changed = true;
          continue;
        }
        KeyPath below = path.then(key);
        String tag = object.tag(key);
        if (!tag.isEmpty()) {
          cleared.add(below);
        }
        if (tag.equals(RESET)) {
          changed = true;
          continue;
        }
        SpecNode member = node.get(key);
        SpecNode read = node(member, below);
        changed |= read != member;
        members.put(key, read);
      }
      return changed ? node.withMembers(members) : node;
    }

    private SpecNode list(SpecNode node, JsonArray array, KeyPath path) throws InputException {
      List<SpecNode> read = new ArrayList<>();
      boolean changed = false;
      List<SpecNode> items = node.items();
      for (int i = 0; i < items.size(); i++) {
        if (array.tag(i).equals(RESET)) {
          changed = true;
          continue;
        }
        SpecNode item = node(items.get(i), path.then("[]"));
        changed |= item != items.get(i);
        read.add(item);
      }
      return changed ? node.withItems(read) : node;
    }

    private SpecNode text(SpecNode node, String text) throws InputException {
      if (text.indexOf('$') < 0) {
        return node;
      }
      Interpolation.Result result = replaced(node, text);
      budget.text(node, result.text());
      return node.withText(result.text(), result.open());
    }

    private Interpolation.Result replaced(SpecNode node, String text) throws InputException {
      try {
        return variables.apply(text);
      } catch (Interpolation.Malformed e) {
        InputException invalid =
            node.invalid(e.getMessage() + ": '" + Interpolation.sign(text) + "'");
        invalid.initCause(e);
        throw invalid;
      }
    }
  }

  /** What another document says, without what this one clears. */
  static SpecNode without(SpecNode node, List<KeyPath> cleared) throws InputException {
    SpecNode rest = node;
    for (KeyPath path : cleared) {
      rest = without(rest, path, 0);
    }
    return rest;
  }

  private static SpecNode without(SpecNode node, KeyPath path, int depth) throws InputException {
    JsonObject object = node.object();
    String key = path.key(depth);
    if (object == null || key == null || !object.has(key)) {
      return node;
    }
    @Nullable SpecNode rest =
        depth + 1 == path.length() ? null : without(node.get(key), path, depth + 1);
    Map<String, SpecNode> members = new LinkedHashMap<>();
    for (String other : node.keys()) {
      SpecNode member = other.equals(key) ? rest : node.get(other);
      if (member != null) {
        members.put(other, member);
      }
    }
    return node.withMembers(members);
  }
}
