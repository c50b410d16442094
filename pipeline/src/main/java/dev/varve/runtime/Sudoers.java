package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.layer.ContentFact;
import dev.varve.tree.TreeEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may become somebody else through sudo or doas, as sudoers(5) and doas.conf(5) have it:
 * aliases resolved, comments and continuation lines understood, files that sudo itself would skip
 * in {@code sudoers.d} skipped. Lines that make no sense are skipped; sudo refuses the whole file
 * then, so this shows rather too much than too little.
 *
 * @param program path of a live sudo or doas with a leading slash, or null
 * @param unread files whose content was not kept
 */
public record Sudoers(@Nullable String program, List<String> unread, List<Grant> grants)
    implements java.io.Serializable {
  /** Protects memory; a file of grants has a handful. */
  private static final int MAX_GRANTS = 1_000;

  private static final List<String> PROGRAMS =
      List.of(
          "usr/bin/sudo",
          "bin/sudo",
          "usr/local/bin/sudo",
          "usr/bin/doas",
          "bin/doas",
          "usr/local/bin/doas");
  private static final Set<String> TAGS =
      Set.of(
          "EXEC",
          "FOLLOW",
          "INTERCEPT",
          "LOG_INPUT",
          "LOG_OUTPUT",
          "MAIL",
          "NOEXEC",
          "NOFOLLOW",
          "NOINTERCEPT",
          "NOLOG_INPUT",
          "NOLOG_OUTPUT",
          "NOMAIL",
          "NOPASSWD",
          "NOSETENV",
          "PASSWD",
          "SETENV");
  private static final Pattern TAG = Pattern.compile("^([A-Z_]{2,16}):\\s*");
  private static final Pattern RUNAS = Pattern.compile("^\\(([^)]{0,1024})\\)\\s*");
  private static final Pattern ALIAS = Pattern.compile("^(?:User|Runas|Host|Cmnd|Cmd)_Alias\\s+");

  public Sudoers {
    unread = List.copyOf(unread);
    grants = List.copyOf(grants);
  }

  /**
   * A line that lets somebody run something as somebody else.
   *
   * @param file with a leading slash
   * @param line from 1
   * @param tool {@code sudo} or {@code doas}
   * @param who a user, {@code %group}, {@code #uid}, {@code %#gid} or {@code ALL}
   * @param runas whom the command runs as; {@code root} unless said otherwise
   * @param noPassword whether nobody is asked for a password
   * @param everything whether every command is allowed
   */
  public record Grant(
      String file,
      int line,
      String tool,
      String who,
      String runas,
      boolean noPassword,
      boolean everything,
      List<String> commands)
      implements java.io.Serializable {
    public Grant {
      commands = List.copyOf(commands);
    }
  }

  /** Of a squashed tree. */
  static Sudoers of(ImagePaths paths, TreeCensus census) {
    String program = null;
    for (String place : PROGRAMS) {
      TreeEntry entry = paths.find(Bytes.utf8(place)).entry();
      if (program == null && entry != null && entry.inode().isFile()) {
        program = "/" + entry.path().text();
      }
    }
    List<String> unread = new ArrayList<>();
    List<Grant> grants = new ArrayList<>();
    Reading sudo = new Reading(grants);
    for (Bytes path : census.watched(TreeCensus.Watched.PRIVILEGE_RULES)) {
      String name = path.text();
      String base = name.substring(name.lastIndexOf('/') + 1);
      if (name.startsWith("etc/sudoers.d/") && (base.contains(".") || base.endsWith("~"))) {
        continue; // sudo skips what editors and package managers leave behind
      }
      ContentFact content = paths.content(name);
      if (content == null || !content.whole()) {
        TreeEntry entry = paths.find(path).entry();
        if (content != null || (entry != null && entry.inode().size() > 0)) {
          unread.add("/" + name);
        }
      }
      if (content != null && name.contains("doas")) {
        doas("/" + name, content.head().text(), grants);
      } else if (content != null) {
        sudo.read("/" + name, content.head().text());
      }
    }
    sudo.grant();
    return new Sudoers(program, unread, grants);
  }

  /**
   * One run through all files of sudo, which share their aliases and defaults wherever these stand.
   */
  private static final class Reading {
    private final List<Grant> grants;
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, List<String>> aliases = new TreeMap<>();
    private boolean authenticate = true;

    /** A line that grants something. */
    private record Line(String file, int number, String text) {}

    /** Whom the commands behind it run as, and whether a password is asked for. */
    private record Terms(String runas, boolean password) {}

    Reading(List<Grant> grants) {
      this.grants = grants;
    }

    void read(String file, String text) {
      StringBuilder joined = new StringBuilder();
      int number = 0;
      int first = 1;
      for (String line : text.split("\n", -1)) {
        number++;
        if (joined.length() == 0) {
          first = number;
        }
        if (line.endsWith("\\")) {
          joined.append(line, 0, line.length() - 1).append(' ');
          continue;
        }
        joined.append(line);
        line(file, first, withoutComment(joined.toString()).strip());
        joined.setLength(0);
      }
    }

    private void line(String file, int number, String line) {
      if (line.isEmpty() || line.startsWith("@include")) {
        return;
      }
      Matcher alias = ALIAS.matcher(line);
      if (alias.find()) {
        for (String definition : line.substring(alias.end()).split(":")) {
          int equals = definition.indexOf('=');
          if (equals > 0) {
            aliases.put(
                definition.substring(0, equals).strip(), list(definition.substring(equals + 1)));
          }
        }
      } else if (line.startsWith("Defaults")) {
        // Only the general one holds for everybody.
        if (line.matches("Defaults\\s.*") && line.contains("!authenticate")) {
          authenticate = false;
        }
      } else {
        lines.add(new Line(file, number, line));
      }
    }

    /** Call once, when all files are read. */
    void grant() {
      lines.forEach(line -> grant(line.file(), line.number(), line.text()));
    }

    private void grant(String file, int number, String line) {
      int equals = line.indexOf('=');
      if (equals < 0) {
        return;
      }
      // Before the equals sign stand the users and, last, the hosts.
      String head = line.substring(0, equals).strip().replace('\t', ' ');
      int hosts = head.lastIndexOf(' ');
      List<String> users = hosts < 0 ? List.of() : resolved(list(head.substring(0, hosts)));
      String rest = line.substring(equals + 1).strip();
      String runas = "root";
      boolean password = authenticate;
      Map<Terms, List<String>> commands = new LinkedHashMap<>();
      for (String spec : items(rest)) {
        Matcher as = RUNAS.matcher(spec);
        if (as.find()) {
          runas = strongest(resolved(list(as.group(1).split(":", 2)[0])));
          spec = spec.substring(as.end());
        }
        for (Matcher tag = TAG.matcher(spec); tag.find(); tag = TAG.matcher(spec)) {
          if (!TAGS.contains(tag.group(1))) {
            break;
          }
          password =
              !tag.group(1).equals("NOPASSWD") && (tag.group(1).equals("PASSWD") || password);
          spec = spec.substring(tag.end());
        }
        commands.computeIfAbsent(new Terms(runas, password), t -> new ArrayList<>()).add(spec);
      }
      Map<Terms, List<String>> meant = new LinkedHashMap<>();
      commands.forEach((terms, named) -> meant.put(terms, List.copyOf(resolved(named))));
      for (String user : users) {
        meant.forEach((terms, named) -> add(file, number, user, terms, named));
      }
    }

    private void add(String file, int number, String user, Terms terms, List<String> commands) {
      if (grants.size() < MAX_GRANTS) {
        grants.add(
            new Grant(
                file,
                number,
                "sudo",
                user,
                terms.runas().isEmpty() ? user : terms.runas(),
                !terms.password(),
                commands.contains("ALL"),
                commands));
      }
    }

    /** Of several accounts the one that can do most. */
    private static String strongest(List<String> accounts) {
      for (String account : List.of("ALL", "root", "#0")) {
        if (accounts.contains(account)) {
          return account;
        }
      }
      return String.join(", ", accounts);
    }

    /** Parts of a list of commands; a comma ends none that is escaped or among those to run as. */
    private static List<String> items(String text) {
      List<String> items = new ArrayList<>();
      int begin = 0;
      boolean within = false;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '(' && text.substring(begin, i).isBlank()) {
          within = true;
        } else if (c == ')') {
          within = false;
        } else if (c == ',' && !within && (i == 0 || text.charAt(i - 1) != '\\')) {
          items.add(text.substring(begin, i).strip());
          begin = i + 1;
        }
      }
      items.add(text.substring(begin).strip());
      return items;
    }

    private List<String> resolved(List<String> names) {
      List<String> all = new ArrayList<>();
      for (String name : names) {
        if (all.size() < MAX_GRANTS) {
          all.addAll(aliases.getOrDefault(name, List.of(name)));
        }
      }
      return all;
    }

    private static List<String> list(String text) {
      List<String> items = new ArrayList<>();
      for (String item : text.split(",")) {
        if (!item.isBlank()) {
          items.add(item.strip());
        }
      }
      return items;
    }

    /** A {@code #} before a digit is a user id, not a comment. */
    private static String withoutComment(String line) {
      for (int i = line.indexOf('#'); i >= 0; i = line.indexOf('#', i + 1)) {
        boolean number = i + 1 < line.length() && Character.isDigit(line.charAt(i + 1));
        boolean escaped = i > 0 && line.charAt(i - 1) == '\\';
        if (!number && !escaped) {
          return line.substring(0, i);
        }
      }
      return line;
    }
  }

  private static void doas(String file, String text, List<Grant> grants) {
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      List<String> words = List.of(line.replaceFirst("#.*", "").strip().split("\\s+"));
      if (!words.get(0).equals("permit") || grants.size() >= MAX_GRANTS) {
        continue;
      }
      int at = 1;
      boolean password = true;
      while (at < words.size()
          && (words.get(at).matches("nopass|persist|keepenv|nolog")
              || words.get(at).startsWith("setenv"))) {
        password &= !words.get(at).equals("nopass");
        if (words.get(at).startsWith("setenv")) {
          while (at + 1 < words.size() && !words.get(at).endsWith("}")) {
            at++;
          }
        }
        at++;
      }
      if (at == words.size()) {
        continue;
      }
      String who = words.get(at).startsWith(":") ? "%" + words.get(at).substring(1) : words.get(at);
      int as = words.indexOf("as");
      int command = words.indexOf("cmd");
      List<String> commands =
          command < 0
              ? List.of("ALL")
              : List.of(String.join(" ", words.subList(command + 1, words.size())));
      grants.add(
          new Grant(
              file,
              number,
              "doas",
              who,
              as > 0 && as + 1 < words.size() ? words.get(as + 1) : "root",
              !password,
              command < 0,
              commands));
    }
  }
}
