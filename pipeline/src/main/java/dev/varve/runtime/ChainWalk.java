package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.layer.ContentFact;
import dev.varve.layer.Entry;
import dev.varve.layer.Xattr;
import dev.varve.runtime.ChainLink.Role;
import dev.varve.tree.Inode;
import dev.varve.tree.TreeEntry;
import dev.varve.tree.TreeLookup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One walk along an entrypoint chain; see {@link EntrypointChain}. */
final class ChainWalk {
  /** Programs that start programs, one inside the other (policy-catalogue.md section 1.2). */
  private static final int MAX_DEPTH = 16;

  /** Protects facts documents from scripts that name a tool in every line. */
  private static final int MAX_LINKS = 128;

  private static final Set<String> MULTI_CALL = Set.of("busybox", "toybox", "coreutils");

  private final EntrypointChain.Request request;
  private final TreeLookup tree;
  private final Accounts accounts;
  private final CommandSearch search;
  private final List<ChainLink> links = new ArrayList<>();
  private final Set<String> notes = new TreeSet<>();
  private final Set<List<Object>> seen = new HashSet<>();
  private final Map<String, String> variables;
  private Start.Status worst = Start.Status.OK;
  private Start.@Nullable Drop drop;

  ChainWalk(EntrypointChain.Request request, TreeLookup tree, Accounts accounts) {
    this.request = request;
    this.tree = tree;
    this.accounts = accounts;
    this.variables = new TreeMap<>(request.env());
    this.search =
        new CommandSearch(new ImagePaths(tree, request.mounts()), request.env().get("PATH"));
  }

  Start run() {
    if (request.argv().isEmpty()) {
      notes.add("no-command");
      worst = Start.Status.MISSING;
    } else {
      follow(new Step(request.argv(), "argv", request.workdir(), 0, false));
    }
    return new Start(
        request.argv(), request.form(), worst, links, List.copyOf(notes), drop, search.inVain());
  }

  /**
   * One program to start.
   *
   * @param conditional whether a script may as well not run it
   */
  private record Step(
      List<String> words, String via, String workdir, int depth, boolean conditional) {
    Step next(List<String> nextWords, String nextVia) {
      return new Step(nextWords, nextVia, workdir, depth + 1, conditional);
    }

    Step conditional(boolean value) {
      return new Step(words, via, workdir, depth, conditional || value);
    }

    Step in(@Nullable String directory) {
      return directory == null
          ? this
          : new Step(words, via, ImagePaths.from(workdir, directory).text(), depth, conditional);
    }
  }

  private void follow(Step step) {
    if (step.words().isEmpty()) {
      return;
    }
    if (step.depth() >= MAX_DEPTH || links.size() >= MAX_LINKS) {
      notes.add("too-deep");
      return;
    }
    String asked = step.words().get(0);
    CommandSearch.Hit hit = search.program(asked, step.workdir());
    if (!seen.add(List.of(hit.found().path(), step.words().subList(1, step.words().size())))) {
      notes.add("runs-itself:" + shown(hit.found().path()));
      return;
    }
    List<String> linkNotes = new ArrayList<>(hit.notes());
    String via = step.depth() == 0 && hit.element() != null ? "PATH:" + hit.element() : step.via();
    TreeEntry entry = hit.found().entry();
    if (entry == null || hit.status() != Start.Status.OK) {
      Role role = step.via().equals("shebang") ? Role.INTERPRETER : plainRole(step);
      if (asked.endsWith("\r")) {
        linkNotes.add("crlf");
      }
      add(link(role, asked, via, hit.found(), hit.status(), linkNotes), step);
      return;
    }
    new Program(step, asked, via, hit.found(), entry, linkNotes).follow();
  }

  private static Role plainRole(Step step) {
    return step.via().equals("sh -c") ? Role.COMMAND : Role.BINARY;
  }

  /** A program that was found, and what it starts in turn. */
  private final class Program {
    private final Step step;
    private final String asked;
    private final String via;
    private final ImagePaths.Found found;
    private final TreeEntry entry;
    private final List<String> linkNotes;
    private final List<String> words;
    private final String name;

    Program(
        Step step,
        String asked,
        String via,
        ImagePaths.Found found,
        TreeEntry entry,
        List<String> linkNotes) {
      this.step = step;
      this.asked = asked;
      this.via = via;
      this.found = found;
      this.entry = entry;
      this.linkNotes = linkNotes;
      String real = lastPart(found.path().text());
      String called = lastPart(asked);
      List<String> own = step.words();
      if (MULTI_CALL.contains(called) && own.size() > 1) {
        own = own.subList(1, own.size());
        called = own.get(0);
      }
      this.words = own;
      this.name =
          !MULTI_CALL.contains(real)
                  && (Launcher.named(real) != null || Interpreter.named(real) != null)
              ? real
              : called;
    }

    void follow() {
      ContentFact content = tree.content(entry);
      Bytes head = content == null ? Bytes.EMPTY : content.head();
      if (head.isEmpty()) {
        linkNotes.add(entry.inode().size() == 0 ? "empty-file" : "content-unknown");
      }
      ElfHead elf = ElfHead.read(head);
      if (isScript(head)) {
        script(head);
      } else if (elf == null && (!head.isEmpty() || entry.inode().size() == 0)) {
        withoutFormat(head);
      } else {
        binary(elf);
      }
    }

    private void binary(@Nullable ElfHead elf) {
      Start.Status status =
          elf != null && !elf.runsOn(request.architecture())
              ? Start.Status.WRONG_ARCH
              : Start.Status.OK;
      Launcher launcher = Launcher.named(name);
      Interpreter interpreter = launcher == null ? Interpreter.named(name) : null;
      Launcher.Next next = launcher == null ? null : launcher.unwrap(name, words);
      if (launcher != null && launcher.direction() != null && next != null) {
        privilege(launcher, next, status);
      } else {
        Role role =
            launcher != null
                ? Role.LAUNCHER
                : interpreter != null || step.via().equals("shebang")
                    ? Role.INTERPRETER
                    : plainRole(step);
        add(link(role, asked, via, found, status, linkNotes), step);
      }
      loader(elf);
      if (next != null) {
        if (name.equals("chroot")) {
          notes.add("chroot");
        } else {
          ChainWalk.this.follow(step.next(next.words(), name).in(next.workdir()));
        }
      } else if (interpreter != null) {
        interpret(interpreter);
      }
    }

    private void privilege(Launcher launcher, Launcher.Next next, Start.Status status) {
      String user = next.user();
      boolean drops = Launcher.DROP.equals(launcher.direction());
      boolean changes = user != null || !drops;
      add(
          changes
              ? link(
                  Role.PRIVILEGE, asked, via, found, status, linkNotes, launcher.direction(), user)
              : link(Role.LAUNCHER, asked, via, found, status, linkNotes),
          step);
      if (user != null) {
        noteDrop(user);
      }
    }

    private void noteDrop(String user) {
      ImageUser target = ImageUser.resolve(user, accounts);
      boolean certain = !step.conditional();
      if (Boolean.TRUE.equals(target.root()) || (drop != null && (drop.certain() || !certain))) {
        return;
      }
      drop = new Start.Drop(target.uid(), user, shown(found.path()), certain);
    }

    private void loader(@Nullable ElfHead elf) {
      String path = elf == null ? null : elf.interpreter();
      if (path == null) {
        return;
      }
      ImagePaths.Found loader = search.file(path, "/");
      boolean known =
          links.stream().anyMatch(l -> l.role() == Role.LOADER && loader.path().equals(l.path()));
      if (!known) {
        Start.Status status = CommandSearch.programStatus(loader);
        add(link(Role.LOADER, path, "PT_INTERP", loader, status, List.of()), step);
      }
    }

    /** The kernel starts the interpreter of the first line with one argument at most. */
    private void script(Bytes head) {
      add(link(Role.SCRIPT, asked, via, found, Start.Status.OK, linkNotes), step);
      int end = head.indexOf((byte) '\n', 0);
      String line = head.slice(2, end < 0 ? head.length() : end).text();
      String trimmed = line.replaceAll("^[ \t]+|[ \t]+$", "");
      int space = trimmed.replace('\t', ' ').indexOf(' ');
      List<String> next = new ArrayList<>();
      next.add(space < 0 ? trimmed : trimmed.substring(0, space));
      if (space >= 0) {
        next.add(trimmed.substring(space).replaceAll("^[ \t]+", ""));
      }
      next.add(shown(found.path()));
      next.addAll(words.subList(1, words.size()));
      ChainWalk.this.follow(step.next(next, "shebang"));
    }

    /** Neither program nor script: only a shell would still try to read it. */
    private void withoutFormat(Bytes head) {
      linkNotes.add("no-shebang");
      boolean kernelStartsIt = step.depth() == 0 || step.via().equals("shebang");
      Start.Status status = kernelStartsIt ? Start.Status.NOT_EXECUTABLE : Start.Status.OK;
      add(link(Role.SCRIPT, asked, via, found, status, linkNotes), step);
      if (!kernelStartsIt) {
        new Wrapper(step, head.text(), asked, words.subList(1, words.size())).followScript();
      }
    }

    private void interpret(Interpreter interpreter) {
      Interpreter.Program program = interpreter.program(words);
      if (!program.note().isEmpty()) {
        notes.add(name + ":" + program.note());
      }
      String text = program.script();
      if (text != null) {
        List<String> rest = program.arguments();
        String self = rest.isEmpty() ? name : rest.get(0);
        List<String> arguments = rest.isEmpty() ? rest : rest.subList(1, rest.size());
        new Wrapper(step, text, self, arguments).followString();
      } else if (program.file() != null) {
        code(interpreter, program.file(), program.arguments());
      }
    }

    private void code(Interpreter interpreter, String file, List<String> arguments) {
      ImagePaths.Found code = search.file(file, step.workdir());
      if (interpreter.kind() == Interpreter.Kind.NODE) {
        for (String ending : List.of(".js", "/index.js", "/index.mjs")) {
          if (CommandSearch.fileStatus(code) == Start.Status.MISSING
              || CommandSearch.fileStatus(code) == Start.Status.DIRECTORY) {
            ImagePaths.Found other = search.file(file + ending, step.workdir());
            code = other.status() == Start.Status.OK ? other : code;
          }
        }
      }
      Bytes path = code.path();
      boolean known =
          links.stream().anyMatch(l -> l.role() == Role.SCRIPT && path.equals(l.path()));
      if (!known) {
        Start.Status status = CommandSearch.fileStatus(code);
        add(link(Role.CODE, file, name, code, status, List.of()), step);
      }
      TreeEntry codeEntry = code.entry();
      ContentFact content = codeEntry == null ? null : tree.content(codeEntry);
      if (interpreter.kind() == Interpreter.Kind.SHELL && content != null) {
        new Wrapper(step, content.head().text(), file, arguments).followScript();
      }
    }
  }

  /** Shell text and what it runs in the end. */
  private final class Wrapper {
    private final Step step;
    private final String text;
    private final List<ShellScript.Command> commands;
    private final ShellArguments arguments;

    Wrapper(Step step, String text, String self, List<String> arguments) {
      this.step = step;
      this.text = text;
      this.commands = ShellScript.parse(text);
      this.arguments = ShellArguments.of(self, arguments, variables).afterDefaultProgram(commands);
    }

    void followScript() {
      notes.addAll(FetchAndRun.notes(commands));
      List<ShellScript.Command> replacing =
          commands.stream().filter(c -> c.name().equals("exec") && c.words().size() > 1).toList();
      for (int i = 0; i < replacing.size(); i++) {
        ShellScript.Command command = replacing.get(i);
        boolean last = i == replacing.size() - 1;
        boolean changesUser = ShellArguments.startsPrivilegeTool(command);
        if (last || changesUser) {
          boolean certain =
              command.certain() || (command.asRoot() && changesUser) || passesOn(command);
          run(arguments.expand(ShellArguments.program(command)), "exec", !certain);
        }
      }
    }

    private boolean passesOn(ShellScript.Command command) {
      return command.words().get(1).isAllArguments();
    }

    void followString() {
      if (text.indexOf('$') >= 0 || text.indexOf('`') >= 0 || text.contains("eval ")) {
        notes.add("dynamic");
        raise(Start.Status.DYNAMIC, step);
      }
      notes.addAll(FetchAndRun.notes(commands));
      Step here = step;
      boolean first = true;
      for (ShellScript.Command command : commands) {
        List<ShellScript.Word> words = ShellArguments.program(command);
        String directory = ShellArguments.changedDirectory(command);
        if (directory != null) {
          here = here.in(directory);
        } else if (!words.isEmpty() && (first || command.name().equals("exec"))) {
          run(here, arguments.expand(words), "sh -c", !command.certain());
          first = false;
        }
      }
    }

    private void run(@Nullable List<String> words, String via, boolean conditional) {
      run(step, words, via, conditional);
    }

    private void run(Step from, @Nullable List<String> words, String via, boolean conditional) {
      if (words == null) {
        notes.add("dynamic");
        raise(Start.Status.DYNAMIC, from.conditional(conditional));
      } else {
        follow(from.next(words, via).conditional(conditional));
      }
    }
  }

  private void raise(Start.Status status, Step step) {
    if (!step.conditional() && status.compareTo(worst) > 0) {
      worst = status;
    }
  }

  private void add(ChainLink link, Step step) {
    links.add(link);
    raise(link.status(), step);
  }

  private ChainLink link(
      Role role,
      String asked,
      String via,
      ImagePaths.Found found,
      Start.Status status,
      List<String> linkNotes) {
    return link(role, asked, via, found, status, linkNotes, null, null);
  }

  private ChainLink link(
      Role role,
      String asked,
      String via,
      ImagePaths.Found found,
      Start.Status status,
      List<String> linkNotes,
      @Nullable String direction,
      @Nullable String target) {
    TreeEntry entry = found.entry();
    Inode inode = entry == null ? null : entry.inode();
    Entry shipped = inode == null ? null : inode.entry();
    List<String> all = new ArrayList<>(linkNotes);
    for (Bytes place : found.loosePlaces()) {
      all.add("replaceable-in:" + shown(place));
    }
    Mount cover = found.cover();
    return new ChainLink(
        links.size(),
        role,
        asked,
        via,
        status == Start.Status.MISSING ? null : found.path(),
        found.symlinks(),
        inode == null ? 0 : inode.modeBits(),
        inode == null ? -1 : inode.uid(),
        inode == null ? -1 : inode.gid(),
        shipped == null ? null : shipped.xattr(Xattr.CAPABILITY),
        entry == null ? -1 : entry.layer(),
        shipped == null ? null : shipped.sha256(),
        inode == null ? List.of() : List.copyOf(Writers.of(inode)),
        List.copyOf(found.replaceableBy()),
        direction,
        target,
        status,
        all,
        cover == null ? null : cover.target());
  }

  private static boolean isScript(Bytes head) {
    return head.length() >= 2 && head.at(0) == '#' && head.at(1) == '!';
  }

  private static String shown(Bytes path) {
    return "/" + path.text();
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
