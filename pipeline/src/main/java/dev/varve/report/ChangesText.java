package dev.varve.report;

import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.Finding;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.RuleSeverity;
import dev.varve.report.Ink.Tone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** For people: what other policies change about an earlier run. */
public final class ChangesText {
  private static final int SEVERITY_COLUMNS = 9;
  private static final int RULE_COLUMNS = 8;

  /** In this order. */
  private static final String SIGNS = "+-~";

  private static final String INDENT = " ".repeat(2 + SEVERITY_COLUMNS + RULE_COLUMNS + 1);

  private ChangesText() {}

  /**
   * @param missing what the earlier run could not read
   * @param profile that says what stops a gate
   * @param everySingle whether each finding is written by itself, alike as some may be
   */
  public static void write(
      CheckResult now,
      FindingChanges changes,
      List<KeptFacts.Missing> missing,
      PolicyProfile profile,
      boolean everySingle,
      TextPage page)
      throws IOException {
    List<JsonObject> appearing = changes.appearing().stream().map(Finding::toJson).toList();
    List<Entry> entries = new ArrayList<>();
    appearing.forEach(json -> entries.add(new Entry("+", Tone.BAD, json, "")));
    changes.vanishing().forEach(json -> entries.add(new Entry("-", Tone.GOOD, json, "")));
    for (FindingChanges.Change change : changes.changed()) {
      String was = "  (was " + state(change.before()) + ")";
      entries.add(new Entry("~", Tone.WARNING, change.now().toJson(), was));
    }
    write(entries, everySingle, page);
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

  /**
   * A finding that is not as it was.
   *
   * @param sign what became of it
   * @param was what it was, or empty
   */
  private record Entry(String sign, Tone tone, JsonObject finding, String was) {
    String text(String key) {
      return FindingChanges.text(finding, key);
    }

    /** What is written under one another, with the same words in front. */
    String group() {
      return String.join("\0", sign, state(finding), text("rule"), was);
    }

    int rank() {
      RuleSeverity severity = RuleSeverity.ofLabel(text("severity"));
      return severity == null ? 0 : -severity.ordinal();
    }

    String subject() {
      JsonValue written = finding.get("subject");
      JsonObject subject = written == null ? null : written.objectOrNull();
      return subject == null ? "" : TerminalText.of(FindingChanges.text(subject, "name"));
    }
  }

  /** As a check shows them: those of one rule together, what is said of several said once. */
  private static void write(List<Entry> entries, boolean everySingle, TextPage page)
      throws IOException {
    Map<String, List<Entry>> groups = new LinkedHashMap<>();
    entries.stream()
        .sorted(
            Comparator.comparing((Entry entry) -> SIGNS.indexOf(entry.sign()))
                .thenComparing(Entry::rank)
                .thenComparing(entry -> entry.text("rule")))
        .forEach(entry -> groups.computeIfAbsent(entry.group(), g -> new ArrayList<>()).add(entry));
    for (List<Entry> group : groups.values()) {
      Map<String, List<Entry>> said = new LinkedHashMap<>();
      for (Entry entry : group) {
        String key = everySingle ? "" + said.size() : entry.text("message");
        said.computeIfAbsent(key, k -> new ArrayList<>()).add(entry);
      }
      if (said.size() > FindingGroups.MESSAGES_OF_A_RULE && !everySingle) {
        line(group.get(0), group.get(0).text("title"), together(group, page), page);
      } else {
        for (List<Entry> same : said.values()) {
          Entry first = same.get(0);
          String place = same.size() == 1 ? place(first) : together(same, page);
          line(first, first.text("message"), place, page);
        }
      }
    }
  }

  private static void line(Entry entry, String said, String place, TextPage page)
      throws IOException {
    String state = TerminalText.left(state(entry.finding()), SEVERITY_COLUMNS);
    page.line(
        page.ink().paint(entry.tone(), entry.sign() + " " + state)
            + TerminalText.left(TerminalText.of(entry.text("rule")), RULE_COLUMNS)
            + " "
            + TerminalText.of(said)
            + entry.was());
    page.line(INDENT + page.ink().paint(Tone.DIM, place));
  }

  /** How many they are, and the names of as many subjects as have room. */
  private static String together(List<Entry> entries, TextPage page) {
    Set<String> names = new LinkedHashSet<>();
    entries.forEach(entry -> names.add(entry.subject()));
    String count = SizeText.count(entries.size(), "finding") + ": ";
    return count + FindingGroups.fitting(names, page.columns() - INDENT.length() - count.length());
  }

  /** The severity of what counts, else what became of it. */
  private static String state(JsonObject finding) {
    String status = FindingChanges.text(finding, "status");
    return TerminalText.of(
        status.equals(Finding.Status.FAIL.label())
            ? FindingChanges.text(finding, "severity")
            : status);
  }

  private static String place(Entry entry) {
    JsonObject finding = entry.finding();
    StringBuilder out = new StringBuilder(entry.subject());
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
