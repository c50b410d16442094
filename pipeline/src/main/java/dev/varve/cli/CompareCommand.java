package dev.varve.cli;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.layer.ScratchFolder;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.RuleSeverity;
import dev.varve.report.ComparedRun;
import dev.varve.report.ComparisonRecords;
import dev.varve.report.ComparisonText;
import dev.varve.report.ComparisonTotals;
import dev.varve.report.JsonArrayOutput;
import dev.varve.report.RunsCompared;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "compare",
    description = {
      "What differs between two scans: findings and images, new, fixed and changed.",
      "",
      "A finding is fixed only if its image was looked at again by the same rules; what could not",
      "be is told as not judged, with the reason."
    },
    exitCodeList = {
      "0:nothing new at or above --fail-on",
      "1:new findings, or findings that got worse",
      "2:wrong usage, or no run of this varve",
      "3:one of the runs is incomplete"
    },
    footer = {
      "varve compare monday tuesday",
      "varve compare monday tuesday --fail-on medium --format jsonl"
    })
final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN1", description = "Folder of the earlier scan.")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "RUN2", description = "Folder of the later scan.")
  private Path now = Path.of("");

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      converter = JudgementOptions.SeverityConverter.class,
      description =
          "Exit code 1 from this severity of new findings on: info, low, medium, high, critical."
              + " Default: what the later run failed on.")
  private @Nullable RuleSeverity failOn;

  @Option(
      names = "--format",
      paramLabel = "text|json|jsonl",
      description = "Form of the result; jsonl has one line for each difference.")
  private ListFormat format = ListFormat.TEXT;

  @Mixin private JsonLimitOptions limits = new JsonLimitOptions();
  @Mixin private TalkOptions talk = new TalkOptions();

  private final Console console;

  CompareCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InputException, IOException {
    talk.applyToLogs(console);
    Path parent = ScratchFolder.usualParent(console.environment());
    try (ScratchFolder scratch = ScratchFolder.create(parent);
        ComparedRun earlier =
            ComparedRun.read(
                before, limits.within(Limits.DEFAULT), subject -> true, false, scratch.path());
        ComparedRun later =
            ComparedRun.read(
                now, limits.within(Limits.DEFAULT), subject -> true, false, scratch.path())) {
      PolicyProfile gate = later.summary().gate();
      if (failOn != null) {
        gate = gate.failingOn(failOn);
      }
      ComparisonTotals totals = show(earlier, later, gate);
      if (earlier.isIncomplete() || later.isIncomplete()) {
        return ExitCode.INCOMPLETE;
      }
      return totals.fails() ? ExitCode.FINDINGS : ExitCode.CLEAN;
    }
  }

  private ComparisonTotals show(ComparedRun earlier, ComparedRun later, PolicyProfile gate)
      throws InputException, IOException {
    if (format == ListFormat.TEXT) {
      var page = talk.page(console);
      ComparisonText text = new ComparisonText(page, talk.isVerbose());
      text.begin(earlier, later);
      ComparisonTotals totals = RunsCompared.compare(earlier, later, gate, text);
      text.end(earlier.name(), totals, gate);
      page.flush();
      return totals;
    }
    OutputStream out = new BufferedOutputStream(console.out());
    JsonArrayOutput array = format == ListFormat.JSON ? new JsonArrayOutput(out) : null;
    ComparisonRecords records =
        ComparisonRecords.begin(earlier, later, array == null ? out : array);
    ComparisonTotals totals = RunsCompared.compare(earlier, later, gate, records);
    records.end(totals);
    if (array != null) {
      array.finish();
    }
    out.flush();
    return totals;
  }
}
