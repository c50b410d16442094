package dev.varve.runtime;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Tells scripts that download something and run it (policy-catalogue.md, rules ENT-12, HYG-03). */
final class FetchAndRun {
  private static final Set<String> FETCHERS = Set.of("curl", "wget", "fetch", "aria2c");

  /** Programs that compare a file with a checksum or a signature, by what they are told. */
  private static final Set<String> CHECKERS =
      Set.of("sha1sum", "sha224sum", "sha256sum", "sha384sum", "sha512sum", "md5sum", "b2sum");

  private static final Set<String> VERIFIERS =
      Set.of("gpgv", "cosign", "minisign", "signify", "slsa-verifier", "rpmkeys");

  /** Programs that run what follows. */
  private static final Set<String> WRAPPERS = Set.of("sudo", "doas", "env", "nice", "nohup");

  /** Longer words are no options; images choose these texts. */
  private static final int MAX_OPTION = 32;

  private FetchAndRun() {}

  /**
   * {@code fetch-piped-to-interpreter}, {@code fetch-evaluated}, {@code decoded-and-run}, {@code
   * fetched-and-run}; the last is {@code fetch-verified} if a checksum or signature is compared
   * between the download and the run.
   */
  static Set<String> notes(List<ShellScript.Command> commands) {
    Set<String> notes = new TreeSet<>();
    Set<String> fetched = new HashSet<>();
    boolean fetching = false;
    boolean decoding = false;
    boolean verified = false;
    for (ShellScript.Command command : commands) {
      if (!command.piped()) {
        fetching = false;
        decoding = false;
      }
      List<ShellScript.Word> words = unwrapped(ShellArguments.program(command));
      String name = words.isEmpty() ? command.name() : baseName(words.get(0));
      if (command.piped() && Interpreter.named(name) != null) {
        if (fetching) {
          notes.add("fetch-piped-to-interpreter");
        }
        if (decoding) {
          notes.add("decoded-and-run");
        }
      }
      if (FETCHERS.contains(name)) {
        fetching = true;
        verified = false;
        fetched.addAll(targets(name, words, command));
      }
      decoding |= name.equals("base64") && words.stream().anyMatch(w -> isDecode(w.text()));
      verified |= verifies(name, command.words());
      if (runsText(command, name) && command.words().stream().anyMatch(FetchAndRun::fetches)) {
        notes.add("fetch-evaluated");
      }
      if (runs(name, words.isEmpty() ? command.words() : words, fetched)) {
        notes.add(verified ? "fetch-verified" : "fetched-and-run");
      }
    }
    return notes;
  }

  /** The program behind {@code sudo -E} and the like. */
  private static List<ShellScript.Word> unwrapped(List<ShellScript.Word> words) {
    int at = 0;
    while (at + 1 < words.size() && WRAPPERS.contains(baseName(words.get(at)))) {
      at++;
      while (at + 1 < words.size()
          && (words.get(at).text().startsWith("-") || words.get(at).text().contains("="))) {
        at++;
      }
    }
    return words.subList(at, words.size());
  }

  /** The files a download goes to, as named on its command line or by the end of its address. */
  private static Set<String> targets(
      String name, List<ShellScript.Word> words, ShellScript.Command command) {
    Set<String> targets = new HashSet<>(command.outputs());
    boolean byAddress = name.equals("wget");
    String option = name.equals("wget") ? "O" : "o";
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i).text();
      if (word.startsWith("--output=") || word.startsWith("--output-document=")) {
        targets.add(word.substring(word.indexOf('=') + 1));
      } else if (word.equals("--remote-name")) {
        byAddress = true;
      } else if (word.equals("--output")
          || word.equals("--output-document")
          || (isCluster(word) && word.endsWith(option))) {
        if (i + 1 < words.size()) {
          targets.add(words.get(++i).text());
        }
      } else if (isCluster(word) && word.contains("O")) {
        byAddress = true;
      }
    }
    if (byAddress && targets.isEmpty()) {
      for (ShellScript.Word word : words) {
        if (word.text().contains("://")) {
          targets.add(lastPart(word.text().replaceFirst("(?s)[?#].*", "")));
        }
      }
    }
    targets.removeIf(
        target -> target.isEmpty() || target.equals("-") || target.equals("/dev/null"));
    return targets;
  }

  private static boolean verifies(String name, List<ShellScript.Word> words) {
    if (VERIFIERS.contains(name)) {
      return true;
    }
    if (CHECKERS.contains(name) || name.equals("shasum")) {
      return words.stream()
          .anyMatch(
              w -> w.text().equals("--check") || (isCluster(w.text()) && w.text().contains("c")));
    }
    if (name.equals("gpg") || name.equals("gpg2") || name.equals("openssl")) {
      return words.stream()
          .anyMatch(w -> w.text().equals("--verify") || w.text().equals("-verify"));
    }
    boolean test = name.equals("[") || name.equals("test") || name.equals("[[");
    return test
        && words.stream()
            .anyMatch(w -> w.dynamic() && CHECKERS.stream().anyMatch(c -> w.text().contains(c)));
  }

  /** Whether a downloaded file becomes a program: started, read by a shell, or made executable. */
  private static boolean runs(String name, List<ShellScript.Word> words, Set<String> fetched) {
    if (fetched.isEmpty() || words.isEmpty()) {
      return false;
    }
    if (isFetched(words.get(0).text(), fetched)) {
      return true;
    }
    if (name.equals("chmod")) {
      boolean executable = words.stream().anyMatch(w -> givesExecution(w.text()));
      return executable && words.stream().skip(1).anyMatch(w -> isFetched(w.text(), fetched));
    }
    boolean reads = Interpreter.named(name) != null || name.equals(".") || name.equals("source");
    if (!reads) {
      return false;
    }
    for (ShellScript.Word word : words.subList(1, words.size())) {
      if (!word.text().startsWith("-")) {
        return isFetched(word.text(), fetched);
      }
    }
    return false;
  }

  private static boolean givesExecution(String mode) {
    return mode.length() <= MAX_OPTION && mode.matches("[ugoa]*\\+[rwst]*x.*|[0-7]*[1357][0-7]*");
  }

  /** Whether a word is a group of one-letter options, such as {@code -fsSLo}. */
  private static boolean isCluster(String word) {
    return word.length() <= MAX_OPTION && word.matches("-[A-Za-z]+");
  }

  private static boolean isFetched(String word, Set<String> fetched) {
    String plain = word.startsWith("./") ? word.substring(2) : word;
    return fetched.contains(word)
        || fetched.contains(plain)
        || fetched.stream().anyMatch(file -> file.startsWith("./") && file.endsWith("/" + plain));
  }

  private static boolean isDecode(String option) {
    return option.equals("-d") || option.equals("-D") || option.equals("--decode");
  }

  private static boolean runsText(ShellScript.Command command, String name) {
    String first = command.name();
    return first.equals("eval")
        || first.equals("source")
        || first.equals(".")
        || Interpreter.named(name) != null;
  }

  private static boolean fetches(ShellScript.Word word) {
    if (!word.dynamic()) {
      return false;
    }
    for (String fetcher : FETCHERS) {
      for (String opening : List.of("$(", "`", "<(")) {
        if (word.text().contains(opening + fetcher + " ")) {
          return true;
        }
      }
    }
    return false;
  }

  /** The last part of a program's path. */
  static String baseName(ShellScript.Word word) {
    return lastPart(word.text());
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
