package dev.varve.report;

import dev.varve.policy.Finding;
import dev.varve.policy.PolicyProfile;
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
    List<Entry> entries = new ArrayList<>();
    for (Finding finding : changes.appearing()) {
      entries.add(new Entry("+", Tone.BAD, FindingRecord.of(finding, 0), ""));
    }
    changes.vanishing().forEach(gone -> entries.add(new Entry("-", Tone.GOOD, gone, "")));
    for (FindingChanges.Change change : changes.changed()) {
      String was = "  (was " + FindingRecordText.state(change.before()) + ")";
      entries.add(new Entry("~", Tone.WARNING, FindingRecord.of(change.now(), 0), was));
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
        SizeText.count(now.images().size(), "image") + " judged again without reading a layer");
    page.line(
        changes.appearing().size()
            + " findings appear, "
            + changes.vanishing().size()
            + " vanish, "
            + changes.changed().size()
            + " change, "
            + changes.staying()
            + " stay");
    if (!changes.notJudged().isEmpty()) {
      page.wrapped(
          "",
          0,
          SizeText.count(changes.notJudged().size(), "finding")
              + " of the earlier run not judged again: they are about images whose facts are gone,"
              + " about pairs with such images, or about the fleet as a whole");
    }
    if (!missing.isEmpty()) {
      page.wrapped(
          "",
          0,
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
  private record Entry(String sign, Tone tone, FindingRecord finding, String was) {
    /** What is written under one another, with the same words in front. */
    String group() {
      return String.join("\0", sign, FindingRecordText.state(finding), finding.rule(), was);
    }

    int rank() {
      return -finding.severity().ordinal();
    }

    String subject() {
      return TerminalText.of(finding.subject().name());
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
                .thenComparing(entry -> entry.finding().rule()))
        .forEach(entry -> groups.computeIfAbsent(entry.group(), g -> new ArrayList<>()).add(entry));
    for (List<Entry> group : groups.values()) {
      Map<String, List<Entry>> said = new LinkedHashMap<>();
      for (Entry entry : group) {
        String key = everySingle ? "" + said.size() : entry.finding().message();
        said.computeIfAbsent(key, k -> new ArrayList<>()).add(entry);
      }
      if (said.size() > FindingGroups.MESSAGES_OF_A_RULE && !everySingle) {
        line(
            group.get(0),
            group.get(0).finding().text("title"),
            together(group, page),
            everySingle,
            page);
      } else {
        for (List<Entry> same : said.values()) {
          Entry first = same.get(0);
          String place =
              same.size() == 1 ? FindingRecordText.place(first.finding()) : together(same, page);
          line(first, first.finding().message(), place, everySingle, page);
        }
      }
    }
  }

  private static void line(
      Entry entry, String said, String place, boolean everySingle, TextPage page)
      throws IOException {
    String state = TerminalText.left(FindingRecordText.state(entry.finding()), SEVERITY_COLUMNS);
    page.wrapped(
        page.ink().paint(entry.tone(), entry.sign() + " " + state)
            + TerminalText.left(TerminalText.of(entry.finding().rule()), RULE_COLUMNS)
            + " ",
        INDENT.length(),
        TerminalText.of(said) + entry.was());
    String shown = everySingle ? place : page.cut(place, page.columns() - INDENT.length());
    page.line(INDENT + page.ink().paint(Tone.DIM, shown));
  }

  /** How many they are, and the names of as many subjects as have room. */
  private static String together(List<Entry> entries, TextPage page) {
    Set<String> names = new LinkedHashSet<>();
    entries.forEach(entry -> names.add(entry.subject()));
    String count = SizeText.count(entries.size(), "finding") + ": ";
    return count + FindingGroups.fitting(names, page.columns() - INDENT.length() - count.length());
  }
}
