package dev.varve.cli;

import dev.varve.layer.FactsStoreMaintenance;
import dev.varve.layer.ScratchFolder;
import dev.varve.report.Ink.Tone;
import dev.varve.report.SizeText;
import dev.varve.report.StoreText;
import dev.varve.report.TerminalText;
import dev.varve.report.TextPage;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "cache",
    description = "The facts store: what is kept of the layers that were read, and of results.",
    exitCodeList = {"0:done", "2:wrong usage"},
    footer = {"varve cache list", "varve cache gc --unused-days 7"})
final class CacheCommand implements Runnable {
  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private TalkOptions talk = new TalkOptions();

  CacheCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of list, verify, gc");
  }

  private FactsStoreMaintenance maintenance(StoreOptions store) {
    return new FactsStoreMaintenance(store.root(console.environment()));
  }

  @Command(
      name = "list",
      description = "What the store holds, and when it was last used.",
      exitCodeList = {"0:done", "2:wrong usage"},
      footer = {"varve cache list --store /var/cache/varve"})
  int list(@Mixin StoreOptions store, @Mixin TalkOptions talk) throws IOException {
    talk.applyToLogs(console);
    TextPage page = talk.page(console);
    long bytes = 0;
    List<FactsStoreMaintenance.StoredListing> all = maintenance(store).list();
    List<FactsStoreMaintenance.StoredResults> kinds = maintenance(store).results();
    long results = 0;
    for (FactsStoreMaintenance.StoredListing listing : all) {
      bytes += listing.diskBytes();
    }
    for (FactsStoreMaintenance.StoredResults kind : kinds) {
      results += kind.diskBytes();
    }
    StoreText.list(all, kinds, page);
    page.wrapped(
        "",
        0,
        SizeText.count(all.size(), "layer")
            + ", "
            + SizeText.of(bytes)
            + ", and "
            + SizeText.of(results)
            + " of results (at most "
            + SizeText.of(FactsStoreMaintenance.MAX_RESULT_BYTES)
            + ") in "
            + TerminalText.of(store.root(console.environment()).toString()));
    page.flush();
    return ExitCode.CLEAN;
  }

  @Command(
      name = "verify",
      description = "Read everything and report what is damaged.",
      exitCodeList = {
        "0:all is sound",
        "1:something is damaged; it is made again when it is next used",
        "2:wrong usage"
      },
      footer = {"varve cache verify"})
  int verify(@Mixin StoreOptions store, @Mixin TalkOptions talk) throws IOException {
    talk.applyToLogs(console);
    TextPage page = talk.page(console);
    int damaged = 0;
    List<FactsStoreMaintenance.Verdict> verdicts = maintenance(store).verify();
    for (FactsStoreMaintenance.Verdict verdict : verdicts) {
      String problem = verdict.problem();
      if (problem != null) {
        damaged++;
        page.line(
            page.ink().paint(Tone.BAD, "damaged")
                + "  "
                + verdict.subject()
                + "  "
                + TerminalText.of(verdict.location().toString())
                + ": "
                + TerminalText.of(problem));
      }
    }
    page.line(
        SizeText.count(verdicts.size(), "record")
            + " checked, "
            + SizeText.count(damaged)
            + " damaged"
            + (damaged == 0 ? "" : "; what is damaged is made again when it is next used"));
    page.flush();
    return damaged == 0 ? ExitCode.CLEAN : ExitCode.FINDINGS;
  }

  @Command(
      name = "gc",
      description = "Delete what no run has used for some days, and what killed runs left.",
      exitCodeList = {"0:done", "2:wrong usage"},
      footer = {"varve cache gc --unused-days 7"})
  int gc(
      @Mixin StoreOptions store,
      @Mixin TalkOptions talk,
      @Option(
              names = "--unused-days",
              paramLabel = "N",
              defaultValue = "30",
              description = "Days without use; default 30, 0 deletes everything.")
          int unusedDays)
      throws IOException {
    if (unusedDays < 0) {
      throw new ParameterException(
          spec.commandLine(), "--unused-days must not be negative, but is " + unusedDays);
    }
    talk.applyToLogs(console);
    FactsStoreMaintenance maintenance = maintenance(store);
    int swept = maintenance.sweep();
    swept += ScratchFolder.sweep(ScratchFolder.usualParent(console.environment()));
    FactsStoreMaintenance.Cleaned cleaned =
        maintenance.gc(unusedDays, FactsStoreMaintenance.MAX_RESULT_BYTES, Instant.now());
    TextPage page = talk.page(console);
    page.line(
        "deleted "
            + SizeText.count(cleaned.listings(), "layer")
            + ", "
            + SizeText.count(cleaned.blobs(), "blob record")
            + ", "
            + SizeText.count(cleaned.results(), "result")
            + " and "
            + SizeText.count(cleaned.leftovers() + swept, "leftover")
            + ": "
            + SizeText.of(cleaned.diskBytes()));
    page.flush();
    return ExitCode.CLEAN;
  }
}
