package dev.varve.cli;

import dev.varve.failure.InputException;
import dev.varve.gate.Rejudgement;
import dev.varve.policy.PolicyProfile;
import dev.varve.report.ChangesJson;
import dev.varve.report.ChangesText;
import dev.varve.report.CheckJson;
import dev.varve.report.CheckResult;
import dev.varve.report.CheckText;
import dev.varve.report.ComparedRun;
import dev.varve.report.ComparisonRecords;
import dev.varve.report.ComparisonText;
import dev.varve.report.ComparisonTotals;
import dev.varve.report.KeptFacts;
import dev.varve.report.RunsCompared;
import dev.varve.report.SinceBaseline;
import dev.varve.report.TextPage;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** What a check prints of its own, in one of its forms. */
interface CheckView {
  /** A check by itself. */
  void show(CheckResult result, PolicyProfile profile) throws IOException;

  /**
   * A check and what differs from a baseline.
   *
   * @param states is told what became of each finding
   */
  ComparisonTotals show(
      CheckResult result,
      ComparedRun before,
      ComparedRun now,
      PolicyProfile gate,
      SinceBaseline states)
      throws IOException, InputException;

  /**
   * An earlier run judged again.
   *
   * @param missing what that run could not read
   */
  void show(Rejudgement.Result again, List<KeptFacts.Missing> missing, PolicyProfile profile)
      throws IOException;

  /** The view of a form; for other programs' forms there is nothing of varve's own to print. */
  static CheckView of(CheckFormat format, Console console, TalkOptions talk) {
    return switch (format) {
      case TEXT -> new Text(console, talk);
      case JSON -> new Json(console.out());
      case JSONL -> new Lines(console.out());
      default -> new Nothing();
    };
  }

  /** For people. */
  record Text(Console console, TalkOptions talk) implements CheckView {
    @Override
    public void show(CheckResult result, PolicyProfile profile) throws IOException {
      CheckText.write(result, profile, talk.isVerbose(), talk.page(console));
    }

    @Override
    public ComparisonTotals show(
        CheckResult result,
        ComparedRun before,
        ComparedRun now,
        PolicyProfile gate,
        SinceBaseline states)
        throws IOException, InputException {
      TextPage page = talk.page(console);
      // What is not as it was comes last, where it is seen; only then is known what that is.
      ByteArrayOutputStream changes = new ByteArrayOutputStream();
      TextPage aside = page.on(changes);
      ComparisonText text = new ComparisonText(aside, talk.isVerbose());
      text.differences(before, now);
      ComparisonTotals totals = RunsCompared.compare(before, now, gate, states.and(text));
      text.end(before.name(), totals, gate);
      aside.flush();
      CheckText.findings(
          result, gate, talk.isVerbose(), number -> !isToldAsChange(number, states), page);
      page.flush();
      console.out().write(changes.toByteArray());
      if (!gate.newOnly()) {
        CheckText.verdict(result, gate, page);
      }
      page.flush();
      return totals;
    }

    /** Whether the comparison tells a finding of this run. */
    private static boolean isToldAsChange(int number, SinceBaseline states) {
      return switch (states.of(number)) {
        case NEW, CHANGED -> true;
        case FIXED, NOT_JUDGED, KNOWN, UNCHANGED -> false;
      };
    }

    @Override
    public void show(
        Rejudgement.Result again, List<KeptFacts.Missing> missing, PolicyProfile profile)
        throws IOException {
      ChangesText.write(
          again.check(), again.changes(), missing, profile, talk.isVerbose(), talk.page(console));
    }
  }

  /** One document. */
  record Json(OutputStream out) implements CheckView {
    @Override
    public void show(CheckResult result, PolicyProfile profile) throws IOException {
      CheckJson.document(result, null, out);
    }

    @Override
    public ComparisonTotals show(
        CheckResult result,
        ComparedRun before,
        ComparedRun now,
        PolicyProfile gate,
        SinceBaseline states)
        throws IOException, InputException {
      CheckJson.Since since = new CheckJson.Since();
      ComparisonTotals totals = RunsCompared.compare(before, now, gate, states.and(since));
      CheckJson.document(result, since.toJson(before, now, totals), out);
      return totals;
    }

    @Override
    public void show(
        Rejudgement.Result again, List<KeptFacts.Missing> missing, PolicyProfile profile)
        throws IOException {
      ChangesJson.document(again.check(), again.changes(), missing, out);
    }
  }

  /** A line for each finding. */
  record Lines(OutputStream out) implements CheckView {
    @Override
    public void show(CheckResult result, PolicyProfile profile) throws IOException {
      CheckJson.lines(result, out);
    }

    @Override
    public ComparisonTotals show(
        CheckResult result,
        ComparedRun before,
        ComparedRun now,
        PolicyProfile gate,
        SinceBaseline states)
        throws IOException, InputException {
      CheckJson.lines(result, out);
      OutputStream buffered = new BufferedOutputStream(out);
      ComparisonRecords records = ComparisonRecords.begin(before, now, buffered);
      ComparisonTotals totals = RunsCompared.compare(before, now, gate, states.and(records));
      records.end(totals);
      buffered.flush();
      return totals;
    }

    @Override
    public void show(
        Rejudgement.Result again, List<KeptFacts.Missing> missing, PolicyProfile profile)
        throws IOException {
      ChangesJson.lines(again.check(), again.changes(), missing, out);
    }
  }

  /** The report for the other program is all that is printed. */
  record Nothing() implements CheckView {
    @Override
    public void show(CheckResult result, PolicyProfile profile) {}

    @Override
    public ComparisonTotals show(
        CheckResult result,
        ComparedRun before,
        ComparedRun now,
        PolicyProfile gate,
        SinceBaseline states)
        throws IOException, InputException {
      return RunsCompared.compare(before, now, gate, states);
    }

    @Override
    public void show(
        Rejudgement.Result again, List<KeptFacts.Missing> missing, PolicyProfile profile) {}
  }
}
