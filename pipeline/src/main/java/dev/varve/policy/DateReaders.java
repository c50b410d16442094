package dev.varve.policy;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells which packages of a policy may look at the date of the run, {@code data.varve.as_of}: those
 * that name it or look at {@code data} as a whole, and those that refer to such a package. Rather
 * one too many than one too few: what reads the date is judged anew every day.
 */
final class DateReaders {
  private static final String DATE = "as_of";

  /** Comments, and texts, which are left standing as empty ones. */
  private static final Pattern ASIDE =
      Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"|`[^`]*`|#[^\n]*");

  private static final Pattern PACKAGE =
      Pattern.compile("^\\s*package\\s+([\\w.\\[\\]\"-]+)", Pattern.MULTILINE);

  private static final Pattern REFERENCE = Pattern.compile("(?<![\\w.])data((?:\\s*\\.\\s*\\w+)*)");

  /** One module, or several of one package. */
  private static final class Package {
    private final Set<String> refers = new HashSet<>();
    private boolean reads;
  }

  private final Map<String, Package> packages = new HashMap<>();

  /**
   * @param modules texts of Rego files, without tests and without the aggregate rules
   */
  DateReaders(Collection<byte[]> modules) {
    for (byte[] module : modules) {
      read(new String(module, StandardCharsets.UTF_8));
    }
    boolean more = true;
    while (more) {
      more = false;
      for (Package one : packages.values()) {
        if (!one.reads && one.refers.stream().anyMatch(this::leadsToReader)) {
          one.reads = true;
          more = true;
        }
      }
    }
  }

  private void read(String text) {
    Matcher named = PACKAGE.matcher(text);
    if (!named.find()) {
      return;
    }
    Package one = packages.computeIfAbsent(named.group(1), name -> new Package());
    // In texts too: data["varve"]["as_of"] is a way to write it.
    one.reads |= withoutComments(text).contains(DATE);
    Matcher reference = REFERENCE.matcher(ASIDE.matcher(text).replaceAll("\"\""));
    while (reference.find()) {
      String path = reference.group(1).replaceAll("\\s", "");
      one.refers.add(path.isEmpty() ? "" : path.substring(1));
    }
  }

  /** A module without its comments. */
  static String withoutComments(String text) {
    return ASIDE
        .matcher(text)
        .replaceAll(
            found -> found.group().startsWith("#") ? "" : Matcher.quoteReplacement(found.group()));
  }

  /** All of {@code data} or of {@code data.varve} has the date inside. */
  private boolean leadsToReader(String path) {
    if (path.isEmpty() || path.equals("varve")) {
      return true;
    }
    for (Map.Entry<String, Package> one : packages.entrySet()) {
      boolean inside = isWithin(path, one.getKey()) || isWithin(one.getKey(), path);
      if (inside && one.getValue().reads) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWithin(String path, String outer) {
    return path.equals(outer) || path.startsWith(outer + ".");
  }

  /**
   * Whether a package may look at the date.
   *
   * @param path such as {@code varve, image, old_base}
   */
  boolean isReader(List<String> path) {
    Package one = packages.get(String.join(".", path));
    // A package whose text was not found, for whatever reason, may do anything.
    return one == null || one.reads;
  }
}
