package dev.varve.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The simple commands of a shell script, in order (POSIX.1-2024, "Shell Command Language", as far
 * as it takes to see what runs): quotes, comments, here-documents, redirections and nesting are
 * understood, nothing is expanded. Text that makes no sense is read as far as it does.
 */
final class ShellScript {
  private static final int MAX_COMMANDS = 4096;
  private static final Set<String> OPENERS =
      Set.of("if", "while", "until", "for", "case", "select", "{");
  private static final Set<String> CLOSERS = Set.of("fi", "done", "esac", "}");
  private static final Set<String> SEPARATORS = Set.of("then", "do", "else", "elif", "!", "time");
  private static final Pattern ROOT_CHECK =
      Pattern.compile(
          "(\\[|\\[\\[|test) (\\$\\(id -u\\)|`id -u`|\\$\\{?E?UID\\}?) (=|==|-eq) 0( \\]| \\]\\])?");

  private ShellScript() {}

  /**
   * A word with its quotes taken off; expansions stay as written.
   *
   * @param dynamic whether it holds an expansion
   */
  record Word(String text, boolean dynamic) {
    boolean isAllArguments() {
      return text.equals("$@") || text.equals("${@}") || text.equals("$*");
    }
  }

  /**
   * A simple command.
   *
   * @param certain whether it runs whenever the script comes that far: it is in no branch, loop,
   *     function or subshell, and follows no {@code &&} or {@code ||}
   * @param asRoot whether the only branch around it asks for uid 0
   * @param piped whether it reads what the command before it writes
   * @param outputs files that its output goes to, as written
   */
  record Command(
      List<Word> words, boolean certain, boolean asRoot, boolean piped, List<String> outputs) {
    String name() {
      return words.get(0).text();
    }
  }

  /** Reads a script. */
  static List<Command> parse(String text) {
    return new Lexer(text).run();
  }

  /** One block under way; {@code rootOnly} while its first branch asks for uid 0. */
  private static final class Block {
    private final String opener;
    private boolean inCondition;
    private boolean rootOnly;
    private int conditions;

    Block(String opener) {
      this.opener = opener;
      this.inCondition = opener.equals("if");
    }
  }

  private static final class Lexer {
    private final String in;
    private final List<Command> commands = new ArrayList<>();
    private final Deque<Block> blocks = new ArrayDeque<>();
    private final List<String> hereDocuments = new ArrayList<>();
    private List<Word> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private boolean quoted;
    private boolean dynamic;
    private boolean chained;
    private boolean piped;
    private int skipWords;
    private boolean skipsOutput;
    private List<String> outputs = new ArrayList<>();
    private int at;

    Lexer(String in) {
      this.in = in;
    }

    List<Command> run() {
      while (at < in.length() && commands.size() < MAX_COMMANDS) {
        step(in.charAt(at));
      }
      endCommand();
      return List.copyOf(commands);
    }

    private void step(char c) {
      switch (c) {
        case ' ', '\t', '\r' -> {
          endWord();
          at++;
        }
        case '\n' -> newline();
        case '#' -> {
          if (inWord) {
            take(c);
          } else {
            at = lineEnd(at);
          }
        }
        case '\\' -> {
          if (at + 1 < in.length() && in.charAt(at + 1) == '\n') {
            at += 2;
          } else {
            at++;
            quoted = true;
            take(at < in.length() ? in.charAt(at) : '\\');
          }
        }
        case '\'' -> single();
        case '"' -> doubled();
        case '$', '`' -> expansion();
        case ';', '&', '|' -> separator(c);
        case '(' -> openParenthesis();
        case ')' -> closeParenthesis();
        case '<', '>' -> redirection(c);
        default -> take(c);
      }
    }

    private void take(char c) {
      inWord = true;
      word.append(c);
      at++;
    }

    private int lineEnd(int from) {
      int end = in.indexOf('\n', from);
      return end < 0 ? in.length() : end;
    }

    private void newline() {
      endCommand();
      at++;
      for (String delimiter : hereDocuments) {
        skipHereDocument(delimiter);
      }
      hereDocuments.clear();
    }

    private void skipHereDocument(String delimiter) {
      while (at < in.length()) {
        int end = lineEnd(at);
        String line = in.substring(at, end);
        at = Math.min(in.length(), end + 1);
        if (line.equals(delimiter) || line.stripLeading().equals(delimiter)) {
          return;
        }
      }
    }

    private void single() {
      int end = in.indexOf('\'', at + 1);
      int stop = end < 0 ? in.length() : end;
      word.append(in, at + 1, stop);
      inWord = true;
      quoted = true;
      at = Math.min(in.length(), stop + 1);
    }

    private void doubled() {
      inWord = true;
      quoted = true;
      at++;
      while (at < in.length() && in.charAt(at) != '"') {
        char c = in.charAt(at);
        if (c == '\\' && at + 1 < in.length()) {
          char next = in.charAt(at + 1);
          if (next != '\n') {
            word.append("$`\"\\".indexOf(next) >= 0 ? "" : "\\").append(next);
          }
          at += 2;
        } else if (c == '$' || c == '`') {
          expansion();
        } else {
          take(c);
        }
      }
      at++;
    }

    /** Takes an expansion over as written; what it holds is balanced but not looked into. */
    private void expansion() {
      inWord = true;
      int end = at + 1;
      if (in.charAt(at) == '`') {
        int close = in.indexOf('`', at + 1);
        end = close < 0 ? in.length() : close + 1;
      } else if (end < in.length() && in.charAt(end) == '(') {
        end = balanced(end, '(', ')');
      } else if (end < in.length() && in.charAt(end) == '{') {
        end = balanced(end, '{', '}');
      } else {
        while (end < in.length() && isNamePart(in.charAt(end))) {
          end++;
        }
        if (end == at + 1 && end < in.length() && "@*#?$!-".indexOf(in.charAt(end)) >= 0) {
          end++;
        }
      }
      dynamic |= end > at + 1;
      word.append(in, at, end);
      at = end;
    }

    private static boolean isNamePart(char c) {
      return c == '_' || (c < 128 && Character.isLetterOrDigit(c));
    }

    private int balanced(int from, char open, char close) {
      int depth = 0;
      for (int i = from; i < in.length(); i++) {
        char c = in.charAt(i);
        if (c == '\\') {
          i++;
        } else if (c == '\'' && open == '(') {
          int end = in.indexOf('\'', i + 1);
          i = end < 0 ? in.length() : end;
        } else if (c == open) {
          depth++;
        } else if (c == close && --depth == 0) {
          return i + 1;
        }
      }
      return in.length();
    }

    private void separator(char c) {
      boolean twice = at + 1 < in.length() && in.charAt(at + 1) == c;
      endCommand();
      chained = twice && c != ';';
      piped = c == '|' && !twice;
      at += twice ? 2 : 1;
    }

    private void openParenthesis() {
      endWord();
      at++;
      if (!words.isEmpty() && words.get(0).text().equals("case")) {
        return;
      }
      if (words.isEmpty()) {
        blocks.push(new Block("("));
        return;
      }
      int close = at;
      while (close < in.length() && " \t".indexOf(in.charAt(close)) >= 0) {
        close++;
      }
      if (close < in.length() && in.charAt(close) == ')') {
        // name(): the body follows as a block of its own.
        words = new ArrayList<>();
        at = close + 1;
      }
    }

    private void closeParenthesis() {
      at++;
      if (!blocks.isEmpty() && blocks.peek().opener.equals("case")) {
        // The end of a pattern: the words so far are no command.
        dropWord();
        words = new ArrayList<>();
        return;
      }
      endCommand();
      if (!blocks.isEmpty() && blocks.peek().opener.equals("(")) {
        blocks.pop();
      }
    }

    private void redirection(char c) {
      if (inWord && !quoted && word.chars().allMatch(Character::isDigit)) {
        dropWord();
      }
      endWord();
      if (in.startsWith("<<<", at)) {
        at += 3;
        skipWords = 1;
        skipsOutput = false;
      } else if (in.startsWith("<<", at)) {
        at += in.startsWith("<<-", at) ? 3 : 2;
        hereDocument();
      } else if (in.startsWith("(", at + 1)) {
        // Process substitution stands for a file name.
        int end = balanced(at + 1, '(', ')');
        word.append(in, at, end);
        inWord = true;
        dynamic = true;
        at = end;
      } else {
        at += in.startsWith(">>", at) || in.startsWith("<>", at) || in.startsWith(">|", at) ? 2 : 1;
        if (at < in.length() && in.charAt(at) == '&') {
          at++;
        }
        skipWords = 1;
        skipsOutput = c == '>';
      }
    }

    private void hereDocument() {
      while (at < in.length() && " \t".indexOf(in.charAt(at)) >= 0) {
        at++;
      }
      int start = at;
      while (at < in.length() && " \t\n;|&<>()".indexOf(in.charAt(at)) < 0) {
        at++;
      }
      hereDocuments.add(in.substring(start, at).replaceAll("[\"'\\\\]", ""));
    }

    private void dropWord() {
      word.setLength(0);
      inWord = false;
      quoted = false;
      dynamic = false;
    }

    private void endWord() {
      if (!inWord) {
        return;
      }
      Word finished = new Word(word.toString(), dynamic);
      boolean bare = !quoted && !dynamic;
      dropWord();
      if (skipWords > 0) {
        skipWords--;
        if (skipsOutput) {
          outputs.add(finished.text());
        }
      } else if (!words.isEmpty() || !bare || !reserved(finished.text())) {
        words.add(finished);
        if (words.size() == 3 && words.get(0).text().equals("case") && bare) {
          // "case WORD in": patterns follow.
          words = new ArrayList<>();
        } else if (words.size() == 2 && words.get(0).text().equals("function")) {
          words = new ArrayList<>();
        }
      }
    }

    /** Takes a reserved word at the start of a command; whether it was one. */
    private boolean reserved(String text) {
      if (OPENERS.contains(text)) {
        blocks.push(new Block(text));
        // A loop's head or a case's subject is no command.
        return !text.equals("for") && !text.equals("case") && !text.equals("select");
      }
      if (CLOSERS.contains(text)) {
        if (!blocks.isEmpty()) {
          blocks.pop();
        }
        return true;
      }
      if (!SEPARATORS.contains(text)) {
        return false;
      }
      Block block = blocks.peek();
      if (block != null && text.equals("then")) {
        block.inCondition = false;
      } else if (block != null && (text.equals("else") || text.equals("elif"))) {
        block.rootOnly = false;
        block.inCondition = false;
      }
      return true;
    }

    private void endCommand() {
      endWord();
      skipWords = 0;
      if (!words.isEmpty()) {
        String head = words.get(0).text();
        if (!head.equals("for") && !head.equals("case") && !head.equals("select")) {
          emit();
        }
      }
      if (!words.isEmpty()) {
        // A newline after && or a pipe does not end what they join.
        chained = false;
        piped = false;
      }
      words = new ArrayList<>();
      outputs = new ArrayList<>();
    }

    private void emit() {
      Block inner = blocks.peek();
      if (inner != null && inner.inCondition) {
        inner.conditions++;
        inner.rootOnly = inner.conditions == 1 && ROOT_CHECK.matcher(joined()).matches();
      }
      boolean certain = blocks.isEmpty() && !chained && !piped;
      boolean asRoot =
          !chained
              && blocks.stream().anyMatch(b -> b.rootOnly && !b.inCondition)
              && blocks.stream().allMatch(b -> b.opener.equals("{") || b.rootOnly);
      commands.add(new Command(List.copyOf(words), certain, asRoot, piped, List.copyOf(outputs)));
    }

    private String joined() {
      StringBuilder all = new StringBuilder();
      for (Word w : words) {
        all.append(all.length() == 0 ? "" : " ").append(w.text());
      }
      return all.toString();
    }
  }
}
