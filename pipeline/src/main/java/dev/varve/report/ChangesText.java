package dev.varve.report;

import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.Finding;
import dev.varve.policy.PolicyProfile;
import dev.varve.report.Ink.Tone;
import java.io.IOException;
import java.util.List;

/** For people: what other policies change about an earlier run. */
public final class ChangesText {
  private static final int SEVERITY_COLUMNS = 9;
  private static final int RULE_COLUMNS = 8;
  private static final String INDENT = " ".repeat(2 + SEVERITY_COLUMNS + RULE_COLUMNS + 1);

  private ChangesText() {}

  /**
   * @param missing what the earlier run could not read
   * @param profile that says what stops a gate
   */
  public static void write(
      CheckResult now,
      FindingChanges changes,
      List<KeptFacts.Missing> missing,
      PolicyProfile profile,
      TextPage page)
      throws IOException {
    for (Finding finding : changes.appearing()) {
      line("+", Tone.BAD, finding.toJson(), "", page);
    }
    for (JsonObject gone : changes.vanishing()) {
      line("-", Tone.GOOD, gone, "", page);
    }
    for (FindingChanges.Change change : changes.changed()) {
      JsonObject json = change.now().toJson();
      line("~", Tone.WARNING, json, "  (was " + state(change.before()) + ")", page);
    }
    ExceptionsText.write(now.exceptions(), page);
    boolean any =
        !changes.appearing().isEmpty()
            || !changes.vanishing().isEmpty()
            || !changes.changed().isEmpty();
    if (any) {
      page.blank();
    }
    page.line(
        SizeText.count(now.images().size(), "image")
            + " judged again without reading a layer: "
            + changes.appearing().size()
            + " findings appear, "
            + changes.vanishing().size()
            + " vanish, "
            + changes.changed().size()
            + " change, "
            + changes.staying()
            + " stay");
    if (!changes.notJudged().isEmpty()) {
      page.line(
          SizeText.count(changes.notJudged().size(), "finding")
              + " of the earlier run not judged again: they are about images whose facts are gone,"
              + " about pairs with such images, or about the fleet as a whole");
    }
    if (!missing.isEmpty()) {
      page.line(
          "the earlier run was incomplete: it has no facts of what "
              + SizeText.count(missing.size(), "failure")
              + " in its failures.jsonl kept it from analysing; scan that again");
    }
    page.line(verdict(now, profile, page.ink()));
    page.flush();
  }

  private static String verdict(CheckResult now, PolicyProfile profile, Ink ink) {
    if (now.fails(profile)) {
      long stopping = now.findings().stream().filter(profile::stopsAt).count();
      return ink.paint(Tone.BAD, "failed") + ": " + stopping + " findings stop the gate";
    }
    return now.failures().isEmpty()
        ? ink.paint(Tone.GOOD, "passed")
        : ink.paint(Tone.BAD, "incomplete");
  }

  private static void line(String sign, Tone tone, JsonObject finding, String why, TextPage page)
      throws IOException {
    page.line(
        page.ink().paint(tone, sign + " " + TerminalText.left(state(finding), SEVERITY_COLUMNS))
            + TerminalText.left(TerminalText.of(FindingChanges.text(finding, "rule")), RULE_COLUMNS)
            + " "
            + TerminalText.of(FindingChanges.text(finding, "message"))
            + why);
    page.line(INDENT + page.ink().paint(Tone.DIM, place(finding)));
  }

  /** The severity of what counts, else what became of it. */
  private static String state(JsonObject finding) {
    String status = FindingChanges.text(finding, "status");
    return TerminalText.of(
        status.equals(Finding.Status.FAIL.label())
            ? FindingChanges.text(finding, "severity")
            : status);
  }

  private static String place(JsonObject finding) {
    JsonValue written = finding.get("subject");
    JsonObject subject = written == null ? null : written.objectOrNull();
    StringBuilder out = new StringBuilder();
    if (subject != null) {
      out.append(TerminalText.of(FindingChanges.text(subject, "name")));
    }
    String path = FindingChanges.text(finding, "path");
    if (!path.isEmpty()) {
      out.append("  ").append(TerminalText.of(path));
    }
    String command = FindingChanges.text(finding, "created_by");
    JsonValue layer = finding.get("layer");
    Long index = layer == null ? null : layer.longOrNull();
    if (index != null) {
      out.append("  layer ").append(index);
      if (!command.isEmpty()) {
        out.append(": ").append(TerminalText.cut(CommandText.of(command), 60));
      }
    }
    return out.toString();
  }
}
