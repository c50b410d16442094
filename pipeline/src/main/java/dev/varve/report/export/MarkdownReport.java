package dev.varve.report.export;

import dev.varve.failure.InputException;
import dev.varve.policy.Finding;
import dev.varve.policy.RuleSeverity;
import dev.varve.report.FindingComparison;
import dev.varve.report.MarkdownText;
import dev.varve.report.SizeText;
import dev.varve.report.TerminalText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A summary that fits a comment on a change: the verdict, how many findings of which severity, what
 * was found by rule with the first places, and what could not be analysed. Always shorter than the
 * 65,536 characters that a comment on GitHub may have.
 */
final class MarkdownReport {
  private static final int MAX_CHARACTERS = 60_000;
  private static final int MAX_PLACES = 3;
  private static final int MAX_PLACE_COLUMNS = 120;
  private static final int MAX_FAILURES = 20;

  private final ReportedRun run;
  private final StringBuilder text = new StringBuilder();
  private final Map<RuleSeverity, Long> failed = new EnumMap<>(RuleSeverity.class);
  private final Map<String, Group> groups = new TreeMap<>();
  private long stopping;
  private long unknown;
  private long setAside;
  private long fresh;

  private MarkdownReport(ReportedRun run) {
    this.run = run;
  }

  /** The findings of one rule and severity that count. */
  private static final class Group {
    final ReportedFinding first;
    final List<String> places = new ArrayList<>();
    long count;
    boolean stops;

    Group(ReportedFinding first) {
      this.first = first;
    }
  }

  static void write(ReportedRun run, OutputStream out) throws InputException, IOException {
    MarkdownReport report = new MarkdownReport(run);
    run.findings().forEach(report::survey);
    report.verdict();
    report.severities();
    report.rules();
    report.failures();
    out.write(report.text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void survey(ReportedFinding finding) {
    if (!finding.counts()) {
      setAside += finding.isAsked() ? 1 : 0;
      return;
    }
    fresh += run.state(finding) == FindingComparison.State.NEW ? 1 : 0;
    boolean stops = run.stopsAt(finding);
    stopping += stops ? 1 : 0;
    if (finding.status() == Finding.Status.UNDETERMINED) {
      unknown++;
    } else {
      failed.merge(finding.severity(), 1L, Long::sum);
    }
    String key = finding.severity() + " " + finding.status() + " " + finding.rule();
    Group group = groups.computeIfAbsent(key, k -> new Group(finding));
    group.count++;
    group.stops |= stops;
    if (group.places.size() < MAX_PLACES) {
      group.places.add(place(finding));
    }
  }

  private static String place(ReportedFinding finding) {
    String path = finding.shownPath();
    String place = finding.subjectName() + (path == null ? "" : " " + path);
    return MarkdownText.code(TerminalText.cut(TerminalText.of(place), MAX_PLACE_COLUMNS));
  }

  private void verdict() {
    String word;
    if (stopping > 0 || run.stoppingImages() > 0) {
      word = "failed";
    } else if (!run.failures().isEmpty()) {
      word = "incomplete";
    } else {
      word = "passed";
    }
    text.append("## varve: ").append(word).append("\n\n");
    text.append(SizeText.count(run.images(), "image")).append(" judged");
    if (run.unverified() > 0) {
      text.append(", ").append(SizeText.count(run.unverified())).append(" of them not verified");
    }
    text.append("; ").append(SizeText.count(stopping, "finding")).append(" at ");
    text.append(run.profile().failsOn().label()).append(" or above stop it (profile ");
    text.append(MarkdownText.code(run.profile().name())).append(").\n\n");
    if (run.since() != null) {
      text.append(SizeText.count(fresh, "finding")).append(" new since the baseline.\n\n");
    }
  }

  private void severities() {
    text.append("| critical | high | medium | low | info | not known | set aside |\n");
    text.append("|---:|---:|---:|---:|---:|---:|---:|\n|");
    RuleSeverity[] severities = RuleSeverity.values();
    for (int i = severities.length - 1; i >= 0; i--) {
      cell(failed.getOrDefault(severities[i], 0L));
    }
    cell(unknown);
    cell(setAside);
    text.append("\n\n");
  }

  private void cell(long count) {
    text.append(' ').append(SizeText.count(count)).append(" |");
  }

  private void rules() {
    if (groups.isEmpty()) {
      return;
    }
    List<Group> sorted = new ArrayList<>(groups.values());
    sorted.sort(
        Comparator.comparing((Group group) -> !group.stops)
            .thenComparing(group -> group.first.severity(), Comparator.reverseOrder())
            .thenComparing(group -> group.first.status())
            .thenComparing(group -> -group.count)
            .thenComparing(group -> group.first.rule()));
    text.append("| severity | rule | findings | where |\n|---|---|---:|---|\n");
    int written = 0;
    for (Group group : sorted) {
      String row = row(group);
      if (text.length() + row.length() > MAX_CHARACTERS) {
        break;
      }
      text.append(row);
      written++;
    }
    text.append('\n');
    if (written < sorted.size()) {
      text.append("And ").append(SizeText.count(sorted.size() - written, "more row"));
      text.append(" in findings.jsonl.\n\n");
    }
  }

  private static String row(Group group) {
    String severity = group.first.severity().label();
    String known =
        group.first.status() == Finding.Status.UNDETERMINED ? severity + ", not known" : severity;
    long more = group.count - group.places.size();
    return "| "
        + (group.stops ? "**" + known + "**" : known)
        + " | "
        + MarkdownText.code(group.first.rule())
        + title(group.first)
        + " | "
        + SizeText.count(group.count)
        + " | "
        + String.join("<br>", group.places)
        + (more > 0 ? "<br>and " + SizeText.count(more) + " more" : "")
        + " |\n";
  }

  /** Structural findings are called by their code alone. */
  private static String title(ReportedFinding finding) {
    boolean bare = finding.title().isEmpty() || finding.title().equals(finding.rule());
    return bare ? "" : " " + MarkdownText.escape(finding.title());
  }

  private void failures() {
    if (run.failures().isEmpty()) {
      return;
    }
    text.append("### Not analysed\n\n");
    int written = 0;
    for (ReportedRun.Trouble failure : run.failures()) {
      String line = "- " + MarkdownText.code(failure.message()) + "\n";
      if (written == MAX_FAILURES || text.length() + line.length() > MAX_CHARACTERS) {
        break;
      }
      text.append(line);
      written++;
    }
    if (written < run.failures().size()) {
      text.append("- and ").append(SizeText.count(run.failures().size() - written));
      text.append(" more in failures.jsonl\n");
    }
  }
}
