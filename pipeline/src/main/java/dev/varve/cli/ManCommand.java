package dev.varve.cli;

import dev.varve.json.NearestKey;
import dev.varve.report.TerminalText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "man",
    description = {
      "The manual page of varve or of one of its commands, in the form of man(1).",
      "",
      "Says what --help says, as a page that can be installed and searched."
    },
    exitCodeList = {"0:done", "2:wrong usage, or no such command"},
    footer = {
      "varve man check | man -l -",
      "varve man cache list > varve-cache-list.1",
      "# all pages, for MANPATH",
      "varve man --out ~/.local/share/man/man1"
    })
final class ManCommand implements Callable<Integer> {
  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "Such as check or cache list.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      description =
          "Write the pages of all commands to this folder, and nothing to standard output.")
  private @Nullable Path folder;

  @Mixin private TalkOptions talk = new TalkOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Console console;

  ManCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    talk.applyToLogs(console);
    Map<String, HelpPage> pages = new LinkedHashMap<>();
    collect(Main.everyCommand(console), pages);
    if (folder == null) {
      write(pages);
    } else if (words.isEmpty()) {
      Files.createDirectories(folder);
      for (HelpPage page : pages.values()) {
        Files.writeString(folder.resolve(ManPage.name(page) + ".1"), source(page, pages));
      }
      console.note(pages.size() + " pages in " + folder);
    } else {
      throw wrong("--out is for the pages of all commands; leave out which");
    }
    return ExitCode.CLEAN;
  }

  private void write(Map<String, HelpPage> pages) throws IOException {
    String name = String.join(" ", words);
    HelpPage page = pages.get(name);
    if (page == null) {
      throw wrong("there is no command '" + name + "'; " + NearestKey.hint(name, named(pages)));
    }
    console.out().write(source(page, pages).getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> named(Map<String, HelpPage> pages) {
    return pages.keySet().stream().filter(name -> !name.isEmpty()).toList();
  }

  /** All pages by the words that name them, the program's own by none. */
  private static void collect(CommandLine command, Map<String, HelpPage> pages) {
    HelpPage page = HelpPage.of(command.getCommandSpec());
    pages.put(page.name().replaceFirst("^varve ?", ""), page);
    command.getSubcommands().values().forEach(below -> collect(below, pages));
  }

  /** Refers to the page above and to those below. */
  private static String source(HelpPage page, Map<String, HelpPage> pages) {
    List<String> others = new ArrayList<>();
    for (HelpPage other : pages.values()) {
      boolean above = page.name().equals(other.name() + " " + lastWord(page));
      boolean below = other.name().equals(page.name() + " " + lastWord(other));
      if (above || below) {
        others.add(ManPage.name(other));
      }
    }
    return ManPage.source(page, others);
  }

  private static String lastWord(HelpPage page) {
    return page.name().substring(page.name().lastIndexOf(' ') + 1);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), TerminalText.of(message));
  }
}
