package dev.varve.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Programs whose only work is to start another one: which of their arguments is the program, and
 * whether they change the user (policy-catalogue.md section 1.2).
 *
 * @param direction {@code gain} or {@code drop} for privilege tools, else null
 * @param valueOptions options that take the next word, short ones without their hyphen
 * @param userOptions those of them that name a user
 * @param operands words before the program
 * @param userOperand whether the first of these is a user
 * @param assignments whether {@code NAME=value} words may come before the program
 */
record Launcher(
    @Nullable String direction,
    Set<String> valueOptions,
    Set<String> userOptions,
    int operands,
    boolean userOperand,
    boolean assignments) {

  static final String GAIN = "gain";
  static final String DROP = "drop";

  private static final Set<String> NO_OPTIONS = Set.of();

  private static final Map<String, Launcher> TABLE =
      Map.ofEntries(
          plain("tini", Set.of("p", "e"), 0),
          plain("tini-static", Set.of("p", "e"), 0),
          plain("docker-init", Set.of("p", "e"), 0),
          plain("dumb-init", Set.of("r", "rewrite"), 0),
          plain("catatonit", Set.of("P"), 0),
          Map.entry(
              "env",
              new Launcher(null, Set.of("u", "C", "unset", "chdir"), NO_OPTIONS, 0, false, true)),
          plain("nice", Set.of("n", "adjustment"), 0),
          plain("timeout", Set.of("k", "s", "kill-after", "signal"), 1),
          plain("stdbuf", Set.of("i", "o", "e", "input", "output", "error"), 0),
          plain("ionice", Set.of("c", "n", "class", "classdata"), 0),
          plain("chrt", Set.of("T", "P", "D"), 1),
          plain("taskset", NO_OPTIONS, 1),
          plain("numactl", Set.of("i", "N", "m", "C", "p"), 0),
          plain("nohup", NO_OPTIONS, 0),
          plain("setsid", NO_OPTIONS, 0),
          plain("xvfb-run", Set.of("e", "f", "n", "p", "s", "w", "server-args", "server-num"), 0),
          plain("with-contenv", NO_OPTIONS, 0),
          Map.entry("gosu", tool(DROP, NO_OPTIONS, NO_OPTIONS, 1)),
          Map.entry("su-exec", tool(DROP, NO_OPTIONS, NO_OPTIONS, 1)),
          Map.entry("s6-setuidgid", tool(DROP, NO_OPTIONS, NO_OPTIONS, 1)),
          Map.entry("setuidgid", tool(DROP, NO_OPTIONS, NO_OPTIONS, 1)),
          Map.entry(
              "setpriv",
              tool(
                  DROP,
                  Set.of(
                      "reuid",
                      "ruid",
                      "euid",
                      "regid",
                      "rgid",
                      "egid",
                      "groups",
                      "inh-caps",
                      "ambient-caps",
                      "bounding-set",
                      "securebits",
                      "pdeathsig",
                      "selinux-label",
                      "apparmor-profile"),
                  Set.of("reuid", "euid"),
                  0)),
          Map.entry(
              "chpst",
              tool(
                  DROP,
                  Set.of("u", "U", "b", "e", "/", "n", "l", "L", "m", "d", "o", "p", "f", "c", "t"),
                  Set.of("u"),
                  0)),
          Map.entry("chroot", tool(DROP, Set.of("userspec", "groups"), Set.of("userspec"), 0, 1)),
          Map.entry(
              "sudo",
              new Launcher(
                  GAIN,
                  Set.of(
                      "u",
                      "g",
                      "C",
                      "D",
                      "h",
                      "p",
                      "R",
                      "r",
                      "t",
                      "T",
                      "U",
                      "user",
                      "group",
                      "chdir",
                      "host",
                      "prompt",
                      "role",
                      "type",
                      "close-from"),
                  Set.of("u", "user"),
                  0,
                  false,
                  true)),
          Map.entry("doas", tool(GAIN, Set.of("u", "C"), Set.of("u"), 0)),
          Map.entry("pkexec", tool(GAIN, Set.of("user", "u"), Set.of("user", "u"), 0)),
          Map.entry("su", switchUser()),
          Map.entry("runuser", switchUser()));

  private static Map.Entry<String, Launcher> plain(
      String name, Set<String> valueOptions, int operands) {
    return Map.entry(name, new Launcher(null, valueOptions, NO_OPTIONS, operands, false, false));
  }

  private static Launcher tool(
      String direction, Set<String> valueOptions, Set<String> userOptions, int userOperands) {
    return new Launcher(
        direction, valueOptions, userOptions, userOperands, userOperands == 1, false);
  }

  private static Launcher tool(
      String direction,
      Set<String> valueOptions,
      Set<String> userOptions,
      int userOperands,
      int otherOperands) {
    return new Launcher(
        direction, valueOptions, userOptions, userOperands + otherOperands, false, false);
  }

  private static Launcher switchUser() {
    return new Launcher(
        GAIN,
        Set.of(
            "c",
            "s",
            "g",
            "G",
            "w",
            "u",
            "command",
            "shell",
            "group",
            "supp-group",
            "user",
            "session-command",
            "whitelist-environment"),
        Set.of("u", "user"),
        0,
        false,
        false);
  }

  /** The launcher of that name, or null. */
  static @Nullable Launcher named(String name) {
    return TABLE.get(name.equals("sudo-rs") ? "sudo" : name.equals("su-rs") ? "su" : name);
  }

  /**
   * What a launcher starts.
   *
   * @param words the program and its arguments; empty if there is none
   * @param user it changes to, as written; null if it does not say
   * @param workdir it changes to, or null
   */
  record Next(List<String> words, @Nullable String user, @Nullable String workdir) {}

  /** Takes the launcher's own words off {@code words}, whose first is the launcher itself. */
  Next unwrap(String name, List<String> words) {
    return new Unwrapping(this, name, words).run();
  }

  private static final class Unwrapping {
    private final Launcher launcher;
    private final boolean switchesUser;
    private final List<String> words;
    private int at = 1;
    private @Nullable String user;
    private @Nullable String workdir;
    private @Nullable String command;
    private @Nullable String shell;
    private boolean userByOption;

    Unwrapping(Launcher launcher, String name, List<String> words) {
      this.launcher = launcher;
      this.switchesUser = name.equals("su") || name.equals("runuser");
      this.words = new ArrayList<>(words);
    }

    Next run() {
      options();
      if (switchesUser && !userByOption) {
        return switchUser();
      }
      for (int i = 0; i < launcher.operands && at < words.size(); i++, at++) {
        if (i == 0 && launcher.userOperand) {
          user = words.get(at);
        }
      }
      return new Next(rest(), user, workdir);
    }

    private List<String> rest() {
      return at < words.size() ? List.copyOf(words.subList(at, words.size())) : List.of();
    }

    private void options() {
      while (at < words.size()) {
        String word = words.get(at);
        if (word.equals("--")) {
          at++;
          return;
        }
        if (word.startsWith("--")) {
          at++;
          longOption(word.substring(2));
        } else if (word.startsWith("-") && word.length() > 1) {
          at++;
          shortOptions(word.substring(1));
        } else if (launcher.assignments && word.indexOf('=') > 0) {
          at++;
        } else if (launcher.assignments && word.equals("-")) {
          at++;
        } else {
          return;
        }
      }
    }

    private void longOption(String option) {
      int equals = option.indexOf('=');
      if (equals >= 0) {
        value(option.substring(0, equals), option.substring(equals + 1));
      } else if (launcher.valueOptions.contains(option) && at < words.size()) {
        value(option, words.get(at++));
      } else if (option.equals("split-string") && at < words.size()) {
        splice(words.get(at++));
      }
    }

    private void shortOptions(String bundle) {
      for (int i = 0; i < bundle.length(); i++) {
        String option = bundle.substring(i, i + 1);
        String inline = bundle.substring(i + 1);
        boolean splits = launcher.assignments && option.equals("S") && launcher.direction == null;
        if (splits || launcher.valueOptions.contains(option)) {
          String value = !inline.isEmpty() || at >= words.size() ? inline : words.get(at++);
          if (splits) {
            splice(value);
          } else {
            value(option, value);
          }
          return;
        }
      }
    }

    private void value(String option, String value) {
      if (launcher.userOptions.contains(option)) {
        user = value;
        userByOption = true;
      }
      switch (option) {
        case "C", "chdir" -> workdir = launcher.direction == null ? value : workdir;
        case "c", "command", "session-command" -> command = value;
        case "s", "shell" -> shell = value;
        case "split-string" -> splice(value);
        default -> {
          // The value changes nothing about what is started.
        }
      }
    }

    /** {@code env -S} puts the words of one argument in its place. */
    private void splice(String text) {
      List<String> split = ShellWords.split(text);
      if (split != null) {
        words.addAll(at, split);
      }
    }

    private Next switchUser() {
      if (at < words.size() && words.get(at).equals("-")) {
        at++;
      }
      if (at < words.size()) {
        user = words.get(at++);
        // Options may follow the user too.
        options();
      } else {
        user = "root";
      }
      if (command == null) {
        return new Next(List.of(), user, null);
      }
      List<String> next =
          new ArrayList<>(List.of(shell == null ? "/bin/sh" : shell, "-c", command));
      next.addAll(rest());
      return new Next(List.copyOf(next), user, null);
    }
  }
}
