package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.runtime.SpecNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/** Paths of a project as texts: relative to its folder, in clean form, or absolute. */
final class ProjectPath {
  private static final Pattern REMOTE =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*|git@[^/]+:.*|github\\.com/.*|.*\\.git(#.*)?");

  private ProjectPath() {}

  /** A path as seen from the folder in which {@code base} is seen. */
  static String join(String base, String path) {
    return clean(path.startsWith("/") || base.isEmpty() ? path : base + "/" + path);
  }

  /** The folder that holds a file; empty for the project's own. */
  static String folder(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : slash == 0 ? "/" : path.substring(0, slash);
  }

  private static String clean(String path) {
    Deque<String> parts = new ArrayDeque<>();
    boolean absolute = path.startsWith("/");
    for (String part : path.split("/")) {
      if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
        parts.removeLast();
      } else if (!(part.isEmpty() || part.equals(".") || (part.equals("..") && absolute))) {
        parts.addLast(part);
      }
    }
    return (absolute ? "/" : "") + String.join("/", parts);
  }

  /** Refuses what would have to be fetched from elsewhere. */
  static void requireLocal(SpecNode node, String path) throws InputException {
    if (REMOTE.matcher(path).matches()) {
      throw new InputException(
          ReasonCode.REMOTE_SPEC,
          node.document(),
          (node.line() == 0 ? "" : "line " + node.line() + ": ")
              + "'"
              + path
              + "' lies elsewhere, and varve fetches nothing");
    }
  }
}
