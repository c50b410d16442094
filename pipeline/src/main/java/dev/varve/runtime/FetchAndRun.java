package dev.varve.runtime;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Tells scripts that download something and run it (policy-catalogue.md, rule ENT-12). */
final class FetchAndRun {
  private static final Set<String> FETCHERS = Set.of("curl", "wget", "fetch", "aria2c");

  private FetchAndRun() {}

  /** {@code fetch-piped-to-interpreter}, {@code fetch-evaluated}, {@code decoded-and-run}. */
  static Set<String> notes(List<ShellScript.Command> commands) {
    Set<String> notes = new TreeSet<>();
    boolean fetching = false;
    boolean decoding = false;
    for (ShellScript.Command command : commands) {
      if (!command.piped()) {
        fetching = false;
        decoding = false;
      }
      List<ShellScript.Word> words = ShellArguments.program(command);
      String name = words.isEmpty() ? command.name() : lastPart(words.get(0).text());
      if (command.piped() && Interpreter.named(name) != null) {
        if (fetching) {
          notes.add("fetch-piped-to-interpreter");
        }
        if (decoding) {
          notes.add("decoded-and-run");
        }
      }
      fetching |= FETCHERS.contains(name);
      decoding |= name.equals("base64") && words.stream().anyMatch(w -> isDecode(w.text()));
      if (runsText(command, name) && command.words().stream().anyMatch(FetchAndRun::fetches)) {
        notes.add("fetch-evaluated");
      }
    }
    return notes;
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

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
