package dev.varve.runtime.docker;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.runtime.Gap;
import dev.varve.runtime.docker.CommandWords.Word;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One {@code docker run} or {@code create}, taken apart.
 *
 * @param document as messages name it
 * @param engine {@code docker}, {@code podman} or {@code nerdctl}
 * @param flags by long name, each with its values in order; a switch has {@code true} or {@code
 *     false}
 * @param image the first operand
 * @param arguments the operands after it
 * @param gaps flags that nobody knows
 */
record RunCommand(
    String document,
    String engine,
    Map<String, List<Word>> flags,
    Word image,
    List<Word> arguments,
    List<Gap> gaps) {
  private static final Set<String> ENGINES = Set.of("docker", "podman", "nerdctl");
  private static final Set<String> PREFIXES =
      Set.of("sudo", "env", "exec", "command", "nohup", "time", "nice", "doas", "then", "do", "if");

  /** Where in a command its own flags begin; -1 if it runs no container. */
  static int start(List<Word> words) {
    int at = 0;
    while (at < words.size()) {
      String word = words.get(at).text();
      String name = word.substring(word.lastIndexOf('/') + 1);
      if (ENGINES.contains(name)) {
        return afterEngine(words, at + 1);
      }
      boolean passes = PREFIXES.contains(name) || word.matches("(?s)[A-Za-z_][A-Za-z0-9_]*=.*");
      boolean flag = at > 0 && word.startsWith("-");
      if (!passes && !flag && !(at > 0 && words.get(at - 1).text().matches("-[ugnC]"))) {
        return -1;
      }
      at++;
    }
    return -1;
  }

  private static int afterEngine(List<Word> words, int from) {
    int at = from;
    while (at < words.size() && words.get(at).text().startsWith("-")) {
      at += RunFlags.isGlobalValued(words.get(at).text()) ? 2 : 1;
    }
    if (at < words.size() && words.get(at).text().equals("container")) {
      at++;
    }
    boolean runs = at < words.size() && Set.of("run", "create").contains(words.get(at).text());
    return runs ? at + 1 : -1;
  }

  static RunCommand parse(String document, List<Word> words) throws InputException {
    int start = start(words);
    String engine =
        words.subList(0, start).stream()
            .map(word -> word.text().substring(word.text().lastIndexOf('/') + 1))
            .filter(ENGINES::contains)
            .findFirst()
            .orElse("docker");
    Parser parser = new Parser(document, words, start);
    parser.flags();
    if (parser.at >= words.size()) {
      throw invalid(document, words.get(start - 1).line(), "the command names no image");
    }
    return new RunCommand(
        document,
        engine,
        parser.flags,
        words.get(parser.at),
        words.subList(parser.at + 1, words.size()),
        parser.gaps);
  }

  static InputException invalid(String document, int line, String detail) {
    return new InputException(
        ReasonCode.RUN_SPEC_INVALID, document, "line " + line + ": " + detail);
  }

  /** All values of a flag. */
  List<Word> all(String flag) {
    return flags.getOrDefault(flag, List.of());
  }

  /** The last value of a flag, which is the one that counts; null if it is not there. */
  @Nullable Word last(String flag) {
    List<Word> values = all(flag);
    return values.isEmpty() ? null : values.get(values.size() - 1);
  }

  private static final class Parser {
    private final String document;
    private final List<Word> words;
    private final Map<String, List<Word>> flags = new LinkedHashMap<>();
    private final List<Gap> gaps = new ArrayList<>();
    private int at;

    Parser(String document, List<Word> words, int at) {
      this.document = document;
      this.words = words;
      this.at = at;
    }

    void flags() throws InputException {
      while (at < words.size()) {
        Word word = words.get(at);
        if (word.text().equals("--")) {
          at++;
          return;
        }
        if (!word.text().startsWith("-") || word.text().equals("-")) {
          return;
        }
        at++;
        if (word.text().startsWith("--")) {
          longFlag(word, word.text().substring(2));
        } else {
          letters(word, word.text().substring(1));
        }
      }
    }

    private void longFlag(Word word, String text) throws InputException {
      int equals = text.indexOf('=');
      String name = RunFlags.longName(equals < 0 ? text : text.substring(0, equals));
      boolean valued = RunFlags.isValued(name);
      if (!valued && !RunFlags.isSwitch(name)) {
        unknown(word, "--" + name, equals >= 0);
        return;
      }
      if (equals >= 0) {
        put(name, new Word(text.substring(equals + 1), word.line(), word.known()));
      } else if (valued) {
        put(name, next(word));
      } else {
        put(name, new Word("true", word.line(), true));
      }
    }

    /** Letters bundled behind one dash; the first that takes a value takes the rest. */
    private void letters(Word word, String letters) throws InputException {
      for (int i = 0; i < letters.length(); i++) {
        String name = RunFlags.longName(letters.charAt(i));
        if (name == null) {
          unknown(word, "-" + letters.charAt(i), false);
          return;
        }
        if (!RunFlags.isValued(name)) {
          boolean off = letters.startsWith("=false", i + 1);
          put(name, new Word(off ? "false" : "true", word.line(), true));
          if (letters.startsWith("=", i + 1)) {
            return;
          }
          continue;
        }
        String rest = letters.substring(i + 1);
        String value = rest.startsWith("=") ? rest.substring(1) : rest;
        put(name, rest.isEmpty() ? next(word) : new Word(value, word.line(), word.known()));
        return;
      }
    }

    private Word next(Word flag) throws InputException {
      if (at >= words.size()) {
        throw invalid(document, flag.line(), "'" + flag.text() + "' has no value");
      }
      return words.get(at++);
    }

    private void put(String name, Word value) {
      flags.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    private void unknown(Word word, String name, boolean complete) {
      String why =
          complete
              ? "unknown flag"
              : "unknown flag, taken as one without a value; write "
                  + name
                  + "=VALUE if it has one";
      gaps.add(new Gap(name, why, document + ":" + word.line()));
    }
  }
}
