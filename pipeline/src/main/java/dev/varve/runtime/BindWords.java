package dev.varve.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The short form of mounts, {@code source:target:options}, as Docker and compose write it. */
public final class BindWords {
  private static final Set<String> PROPAGATIONS =
      Set.of("private", "rprivate", "shared", "rshared", "slave", "rslave");
  private static final Set<String> WITHOUT_MEANING =
      Set.of("rw", "", "cached", "delegated", "consistent", "default", "copy");

  private BindWords() {}

  /** The parts between colons; the colon after a Windows drive letter separates nothing. */
  public static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean drive =
          part.length() == 1
              && Character.isLetter(part.charAt(0))
              && i + 1 < text.length()
              && (text.charAt(i + 1) == '\\' || text.charAt(i + 1) == '/')
              && (parts.isEmpty() || text.charAt(i + 1) == '\\');
      if (c == ':' && !drive) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }

  /** Whether a source is a path of the host rather than the name of a volume. */
  public static boolean isHostPath(String source) {
    return source.startsWith("/")
        || source.startsWith(".")
        || source.startsWith("~")
        || source.startsWith("\\")
        || source.startsWith("${")
        || source.matches("[A-Za-z]:[/\\\\].*");
  }

  /**
   * The options of a mount.
   *
   * @param unknown receives what means nothing
   */
  public static Mount.Options options(List<String> words, List<String> unknown) {
    Mount.Options options = Mount.Options.DEFAULT;
    for (String raw : words) {
      String word = raw.strip();
      if (word.equals("ro") || word.equals("readonly")) {
        options = options.readOnly(true);
      } else if (word.equals("z")) {
        options = options.relabel("shared");
      } else if (word.equals("Z")) {
        options = options.relabel("private");
      } else if (PROPAGATIONS.contains(word)) {
        options = options.propagation(word);
      } else if (!word.equals("nocopy") && !WITHOUT_MEANING.contains(word)) {
        unknown.add(word);
      }
    }
    return options;
  }
}
