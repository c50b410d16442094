package dev.varve.cli;

import dev.varve.failure.InputException;
import dev.varve.report.export.ReportForm;
import dev.varve.report.export.ReportedRun;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Files for other programs beside what a check prints. */
@OptionGroup(heading = "Reports")
final class ReportOptions {
  @Option(
      names = "--report",
      paramLabel = "FORM=FILE",
      description = {
        "Also write the result to a file: sarif, junit, markdown, github, gitlab, csv or html,",
        "such as sarif=findings.sarif. May be repeated."
      })
  private Map<ReportForm, Path> files = new LinkedHashMap<>();

  boolean any() {
    return !files.isEmpty();
  }

  void write(ReportedRun run) throws InputException, IOException {
    for (Map.Entry<ReportForm, Path> file : files.entrySet()) {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file.getValue()))) {
        file.getKey().write(run, out);
      }
    }
  }
}
