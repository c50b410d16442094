package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.runtime.SpecNode;
import java.util.List;

/**
 * Bounds on what a few lines may grow to through aliases, {@code extends}, {@code include} and
 * variables. A project far beyond anything real exceeds them; none is an option.
 */
final class ComposeBudget {
  private static final int MAX_NODES = 500_000;
  private static final long MAX_CHARS = 64L << 20;
  private static final int MAX_FILES = 512;

  private int nodes;
  private long chars;
  private int files;

  /** Counts one value of a document, with everything that aliases write out. */
  void node(SpecNode node) throws InputException {
    if (++nodes > MAX_NODES) {
      throw tooLarge(node, "the project has more than " + MAX_NODES + " values");
    }
  }

  /** Counts a value and all below it once more, since another service takes it over. */
  void again(SpecNode node) throws InputException {
    node(node);
    if (node.object() != null) {
      for (String key : node.keys()) {
        again(node.get(key));
      }
    } else if (node.array() != null) {
      List<SpecNode> items = node.items();
      for (SpecNode item : items) {
        again(item);
      }
    }
  }

  /** Counts text that variables made. */
  void text(SpecNode node, String text) throws InputException {
    chars += text.length();
    if (chars > MAX_CHARS) {
      throw tooLarge(node, "variables write out more than " + MAX_CHARS + " characters");
    }
  }

  /** Counts a file that a document names. */
  void file(SpecNode node) throws InputException {
    if (++files > MAX_FILES) {
      throw tooLarge(node, "the project names more than " + MAX_FILES + " files");
    }
  }

  private static InputException tooLarge(SpecNode node, String what) {
    String at = node.line() == 0 ? "" : "line " + node.line() + ": ";
    return new InputException(ReasonCode.JSON_TOO_LARGE, node.document(), at + what);
  }
}
