package dev.varve.runtime.docker;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits the text of a shell script into its simple commands, as far as that can be done without
 * running anything: quotes, comments, continued lines, and the operators between commands.
 */
final class CommandWords {
  /**
   * A word of a command.
   *
   * @param line on which it starts, from 1
   * @param known whether nothing in it is left to the shell; what is stands as <code>${NAME}</code>
   */
  record Word(String text, int line, boolean known) {}

  /** How scripts name the folder they are started in, and the home directory. */
  private static final List<String> HERE = List.of("PWD", "pwd");

  private final String in;
  private final List<List<Word>> commands = new ArrayList<>();
  private List<Word> command = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private boolean known = true;
  private boolean redirected;
  private int wordLine = 1;
  private int line = 1;
  private int at;

  private CommandWords(String in) {
    this.in = in;
  }

  /** The commands in order, each with at least one word. */
  static List<List<Word>> commands(String script) {
    CommandWords reader = new CommandWords(script);
    reader.read();
    return reader.commands;
  }

  private void read() {
    while (at < in.length()) {
      char c = in.charAt(at);
      switch (c) {
        case ' ', '\t', '\r' -> {
          endWord();
          at++;
        }
        case '\n', ';', '&', '|', '(', ')' -> operator(c);
        case '<', '>' -> redirection();
        case '#' -> {
          if (inWord) {
            append(c);
          } else {
            skipLine();
          }
        }
        case '\'' -> single();
        case '"' -> quoted();
        case '\\' -> escape();
        case '$', '`' -> expansion();
        default -> append(c);
      }
    }
    endCommand();
  }

  private void append(char c) {
    start();
    word.append(c);
    at++;
  }

  private void start() {
    if (!inWord) {
      inWord = true;
      wordLine = line;
    }
  }

  private void operator(char c) {
    endCommand();
    line += c == '\n' ? 1 : 0;
    at++;
  }

  /** {@code 2>file}, {@code >&2}: neither the number nor the target is a word of the command. */
  private void redirection() {
    if (inWord && word.chars().allMatch(Character::isDigit)) {
      inWord = false;
      word.setLength(0);
    }
    endWord();
    while (at < in.length() && "<>&".indexOf(in.charAt(at)) >= 0) {
      at++;
    }
    redirected = true;
  }

  private void skipLine() {
    while (at < in.length() && in.charAt(at) != '\n') {
      at++;
    }
  }

  private void single() {
    start();
    int end = in.indexOf('\'', at + 1);
    String inner = in.substring(at + 1, end < 0 ? in.length() : end);
    word.append(inner);
    line += (int) inner.chars().filter(c -> c == '\n').count();
    at = end < 0 ? in.length() : end + 1;
  }

  private void quoted() {
    start();
    at++;
    while (at < in.length() && in.charAt(at) != '"') {
      char c = in.charAt(at);
      boolean escaped = c == '\\' && at + 1 < in.length();
      if (escaped && "\"\\$`\n".indexOf(in.charAt(at + 1)) >= 0) {
        at++;
        if (in.charAt(at) == '\n') {
          line++;
          at++;
        } else {
          append(in.charAt(at));
        }
      } else if (c == '$' || c == '`') {
        expansion();
      } else {
        line += c == '\n' ? 1 : 0;
        append(c);
      }
    }
    at++;
  }

  private void escape() {
    at++;
    if (in.startsWith("\r\n", at)) {
      at++;
    }
    if (at >= in.length()) {
      return;
    }
    if (in.charAt(at) == '\n') {
      line++;
      at++;
    } else {
      append(in.charAt(at));
    }
  }

  private void expansion() {
    start();
    String name;
    if (in.charAt(at) == '`') {
      int end = in.indexOf('`', at + 1);
      name = in.substring(at + 1, end < 0 ? in.length() : end).strip();
      at = end < 0 ? in.length() : end + 1;
    } else if (in.startsWith("$(", at)) {
      name = enclosed('(', ')');
    } else if (in.startsWith("${", at)) {
      name = enclosed('{', '}');
    } else {
      int from = ++at;
      while (at < in.length()
          && (Character.isLetterOrDigit(in.charAt(at)) || in.charAt(at) == '_')) {
        at++;
      }
      name = in.substring(from, at);
      if (name.isEmpty()) {
        word.append('$');
        return;
      }
    }
    line += (int) name.chars().filter(c -> c == '\n').count();
    if (HERE.contains(name)) {
      word.append('.');
    } else if (name.equals("HOME")) {
      word.append('~');
    } else {
      word.append("${").append(name.replaceAll("[^A-Za-z0-9_]+", "_")).append('}');
      known = false;
    }
  }

  /** The text between a pair of brackets after a dollar sign, which may hold such pairs itself. */
  private String enclosed(char open, char close) {
    int from = at + 2;
    int depth = 0;
    for (at++; at < in.length(); at++) {
      char c = in.charAt(at);
      depth += c == open ? 1 : c == close ? -1 : 0;
      if (depth == 0) {
        return in.substring(from, at++).strip();
      }
    }
    return in.substring(Math.min(from, in.length())).strip();
  }

  private void endWord() {
    if (inWord) {
      if (!redirected) {
        command.add(new Word(word.toString(), wordLine, known));
      }
      redirected = false;
    }
    inWord = false;
    known = true;
    word.setLength(0);
  }

  private void endCommand() {
    endWord();
    redirected = false;
    if (!command.isEmpty()) {
      commands.add(List.copyOf(command));
      command = new ArrayList<>();
    }
  }
}
