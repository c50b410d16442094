package dev.varve.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A path of the host as a run spec means it, whatever its spelling: repeated slashes, dots, aliases
 * such as {@code /var/run}, and detours through {@code /proc/1/root} are gone.
 *
 * <p>Where the project or the home directory lies is not known here and must not matter, so that
 * the same document gives the same facts on every machine. Relative paths therefore keep a leading
 * {@code ./} or {@code ~}. One that climbs out of the project is judged by what it names after the
 * climb, as if the climb had reached the root, and is certain only if that is nothing special.
 */
public final class HostPath {
  private static final Pattern WINDOWS_DRIVE = Pattern.compile("[A-Za-z]:([/\\\\].*)?");
  private static final Pattern PROCESS_ROOT =
      Pattern.compile("/proc/(\\d+|self|thread-self)/(task/\\d+/)?(root|cwd)(?=/|$)");

  /** Prefixes that lead to the same place as another path on nearly every Linux host. */
  private static final List<String[]> ALIASES =
      List.of(
          new String[] {"/var/run", "/run"},
          new String[] {"/var/lock", "/run/lock"},
          new String[] {"/bin", "/usr/bin"},
          new String[] {"/sbin", "/usr/sbin"},
          new String[] {"/lib", "/usr/lib"},
          new String[] {"/lib32", "/usr/lib32"},
          new String[] {"/lib64", "/usr/lib64"},
          new String[] {"/libx32", "/usr/libx32"},
          new String[] {"/var/home", "/home"},
          new String[] {"/var/roothome", "/root"},
          new String[] {"/dev/fd", "/proc/self/fd"},
          // The two places where Docker Desktop shows the user's machine inside its own.
          new String[] {"/host_mnt", ""},
          new String[] {"/run/desktop/mnt/host", ""});

  private final String text;
  private final String absolute;
  private final boolean certain;
  private final boolean pipe;

  private HostPath(String text, String absolute, boolean certain, boolean pipe) {
    this.text = text;
    this.absolute = absolute;
    this.certain = certain;
    this.pipe = pipe;
  }

  /**
   * Reads a path as written.
   *
   * @param resolved whether all variables in it have their values
   */
  public static HostPath parse(String raw, boolean resolved) {
    String slashed = raw.replace('\\', '/');
    if (slashed.toLowerCase(Locale.ROOT).matches("/+[.?]/pipe/.*|npipe:/+.*")) {
      String name = slashed.substring(slashed.toLowerCase(Locale.ROOT).lastIndexOf("/pipe/") + 6);
      return new HostPath("//./pipe/" + name, "//./pipe/" + name, resolved, true);
    }
    if (WINDOWS_DRIVE.matcher(raw).matches()) {
      String inside = clean(slashed.substring(2));
      String drive = raw.substring(0, 1).toUpperCase(Locale.ROOT) + ":";
      return new HostPath(drive + inside, inside, resolved, false);
    }
    if (!resolved) {
      // What a variable holds is open, so only names that mean the same everywhere can be judged.
      return new HostPath(raw, "./" + raw, false, false);
    }
    if (raw.startsWith("/")) {
      String real = withoutAliases(clean(raw));
      return new HostPath(real, real, true, false);
    }
    if (raw.startsWith("~")) {
      return belowHome(raw);
    }
    return belowProject(raw);
  }

  private static HostPath belowHome(String raw) {
    int slash = raw.indexOf('/');
    String user = slash < 0 ? raw : raw.substring(0, slash);
    String rest = slash < 0 ? "" : raw.substring(slash + 1);
    Relative relative = Relative.of(rest);
    if (relative.climbs == 0) {
      String tail = relative.rest.isEmpty() ? "" : "/" + relative.rest;
      String home = user.equals("~root") ? "/root" : "/home/" + user;
      return new HostPath(user + tail, home + tail, true, false);
    }
    return climbed(user + "/" + relative.text(), relative);
  }

  private static HostPath belowProject(String raw) {
    Relative relative = Relative.of(raw);
    if (relative.climbs == 0) {
      String text = relative.rest.isEmpty() ? "." : "./" + relative.rest;
      return new HostPath(text, text, true, false);
    }
    return climbed(relative.text(), relative);
  }

  private static HostPath climbed(String text, Relative relative) {
    if (relative.rest.isEmpty()) {
      return new HostPath(text, "./" + text, false, false);
    }
    String assumed = withoutAliases("/" + relative.rest);
    HostPath judged = new HostPath(text, assumed, true, false);
    boolean plain =
        HostClassTable.classify(judged, true).stream()
            .allMatch(m -> m.hostClass() == HostClass.APP || m.hostClass() == HostClass.BENIGN);
    return plain
        ? new HostPath(text, "./" + text, true, false)
        : new HostPath(text, assumed, false, false);
  }

  /** An absolute path without empty components, {@code .} and {@code ..}; climbing stops at /. */
  static String clean(String path) {
    ArrayDeque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/+")) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return "/" + String.join("/", parts);
  }

  /** The clean form of a container path, which is absolute whether or not it is written so. */
  public static String cleanTarget(String raw) {
    if (WINDOWS_DRIVE.matcher(raw).matches()) {
      return raw;
    }
    return clean("/" + raw);
  }

  /** Follows the aliases until nothing changes; every step shortens the path or happens once. */
  private static String withoutAliases(String path) {
    String now = path;
    boolean changed = true;
    while (changed) {
      changed = false;
      var process = PROCESS_ROOT.matcher(now);
      if (process.lookingAt()) {
        now = clean(now.substring(process.end()));
        changed = true;
      }
      for (String[] alias : ALIASES) {
        if (now.equals(alias[0]) || now.startsWith(alias[0] + "/")) {
          now = clean(alias[1] + now.substring(alias[0].length()));
          changed = true;
        }
      }
    }
    return now;
  }

  /** The path in facts. */
  public String text() {
    return text;
  }

  /** Whether nothing about the path is left open. */
  public boolean isCertain() {
    return certain;
  }

  /** Whether this is a named pipe of a Windows host. */
  public boolean isPipe() {
    return pipe;
  }

  /** The absolute path to judge, or one that begins with {@code ./} if only its names count. */
  String judged() {
    return absolute;
  }

  /** A relative path: how far it climbs, and what it names from there. */
  private static final class Relative {
    private final int climbs;
    private final String rest;

    private Relative(int climbs, String rest) {
      this.climbs = climbs;
      this.rest = rest;
    }

    static Relative of(String raw) {
      int climbs = 0;
      List<String> parts = new ArrayList<>();
      for (String part : raw.split("/+")) {
        if (part.equals("..")) {
          if (parts.isEmpty()) {
            climbs++;
          } else {
            parts.remove(parts.size() - 1);
          }
        } else if (!part.isEmpty() && !part.equals(".")) {
          parts.add(part);
        }
      }
      return new Relative(climbs, String.join("/", parts));
    }

    String text() {
      String up = String.join("/", java.util.Collections.nCopies(climbs, ".."));
      return rest.isEmpty() ? up : up + "/" + rest;
    }
  }
}
