package dev.varve.runtime;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Programs that run other files: which argument names the file.
 *
 * @param valueOptions options that take the next word
 * @param inlineOptions options whose value is the program text itself
 * @param moduleOptions options that name a module rather than a file
 */
record Interpreter(
    Kind kind, Set<String> valueOptions, Set<String> inlineOptions, Set<String> moduleOptions) {

  /** The families that differ in more than their options. */
  enum Kind {
    SHELL,
    JAVA,
    NODE,
    OTHER
  }

  private static final Interpreter SHELL =
      new Interpreter(
          Kind.SHELL, Set.of("-o", "+o", "-O", "--rcfile", "--init-file"), Set.of(), Set.of());

  private static final Map<String, Interpreter> TABLE =
      Map.ofEntries(
          Map.entry("sh", SHELL),
          Map.entry("bash", SHELL),
          Map.entry("dash", SHELL),
          Map.entry("ash", SHELL),
          Map.entry("ksh", SHELL),
          Map.entry("mksh", SHELL),
          Map.entry("zsh", SHELL),
          Map.entry(
              "java",
              new Interpreter(
                  Kind.JAVA,
                  Set.of(
                      "-cp",
                      "-classpath",
                      "--class-path",
                      "-p",
                      "--module-path",
                      "--add-modules",
                      "--add-opens",
                      "--add-exports",
                      "--add-reads"),
                  Set.of(),
                  Set.of("-m", "--module"))),
          Map.entry(
              "python",
              new Interpreter(Kind.OTHER, Set.of("-W", "-X"), Set.of("-c"), Set.of("-m"))),
          Map.entry(
              "node",
              new Interpreter(
                  Kind.NODE,
                  Set.of(
                      "-r",
                      "--require",
                      "--import",
                      "--loader",
                      "--experimental-loader",
                      "-C",
                      "--conditions",
                      "--env-file"),
                  Set.of("-e", "--eval", "-p", "--print"),
                  Set.of())),
          Map.entry(
              "perl", new Interpreter(Kind.OTHER, Set.of("-I"), Set.of("-e", "-E"), Set.of())),
          Map.entry(
              "ruby",
              new Interpreter(Kind.OTHER, Set.of("-I", "-r", "-C"), Set.of("-e"), Set.of())),
          Map.entry(
              "php",
              new Interpreter(
                  Kind.OTHER, Set.of("-d", "-c", "-z", "-S", "-t"), Set.of("-r"), Set.of())));

  private static final Pattern VERSION =
      Pattern.compile("(python|ruby|perl|php|node|bash)[0-9.]+(m|-cgi)?");

  /** The interpreter of that name, with or without a version, or null. */
  static @Nullable Interpreter named(String name) {
    var versioned = VERSION.matcher(name);
    String base = versioned.matches() ? versioned.group(1) : name.equals("nodejs") ? "node" : name;
    return TABLE.get(base);
  }

  /**
   * What an interpreter is told to run.
   *
   * @param file as written, or null if it is no file
   * @param script the text of a shell command string, or null
   * @param arguments after the file or string
   * @param note {@code inline-code}, {@code module:NAME}, {@code class:NAME}, {@code interactive},
   *     or empty
   */
  record Program(
      @Nullable String file, @Nullable String script, List<String> arguments, String note) {}

  /** Reads the words of an interpreter's command line, whose first is the interpreter. */
  Program program(List<String> words) {
    boolean commandString = false;
    int at = 1;
    while (at < words.size()) {
      String word = words.get(at);
      if (word.equals("--")) {
        at++;
        break;
      }
      if (word.length() < 2 || (word.charAt(0) != '-' && word.charAt(0) != '+')) {
        break;
      }
      at++;
      if (kind == Kind.JAVA && word.equals("-jar")) {
        return at < words.size() ? file(words, at) : none("interactive");
      }
      if (moduleOptions.contains(word)) {
        return none("module:" + (at < words.size() ? words.get(at) : ""));
      }
      if (inlineOptions.contains(word)) {
        return none("inline-code");
      }
      if (word.equals("-f") && kind == Kind.OTHER) {
        return at < words.size() ? file(words, at) : none("interactive");
      }
      if (valueOptions.contains(word)) {
        at++;
      } else if (kind == Kind.SHELL && word.matches("-[A-Za-z]*c[A-Za-z]*")) {
        commandString = true;
      }
    }
    if (at >= words.size()) {
      return none("interactive");
    }
    if (commandString) {
      return new Program(null, words.get(at), words.subList(at + 1, words.size()), "");
    }
    if (kind == Kind.JAVA) {
      return none("class:" + words.get(at));
    }
    return file(words, at);
  }

  private static Program file(List<String> words, int at) {
    return new Program(words.get(at), null, words.subList(at + 1, words.size()), "");
  }

  private static Program none(String note) {
    return new Program(null, null, List.of(), note);
  }
}
