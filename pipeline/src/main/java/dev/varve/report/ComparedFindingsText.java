package dev.varve.report;

import dev.varve.policy.Finding;
import dev.varve.policy.RuleSeverity;
import dev.varve.report.FindingComparison.Cause;
import dev.varve.report.FindingComparison.State;
import dev.varve.report.Ink.Tone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The findings of a comparison for people, the most severe first and those of one rule together, or
 * each by itself as it comes. Holds no more than a few findings of each rule.
 */
final class ComparedFindingsText {
  private static final int SIGN_COLUMNS = 2;
  private static final int SEVERITY_COLUMNS = 9;
  private static final int RULE_COLUMNS = 9;
  private static final int INDENT = SIGN_COLUMNS + SEVERITY_COLUMNS + RULE_COLUMNS;

  /** Of a rule that has more to say than this only its title is written. */
  private static final int MESSAGES_OF_A_RULE = 3;

  private static final int MAX_NAMES = 50;

  private final TextPage page;
  private final boolean everySingle;
  private final int columns;
  private final Map<State, Map<Group, Members>> groups = new EnumMap<>(State.class);
  private final Map<Cause, Members> notJudged = new EnumMap<>(Cause.class);
  private @Nullable State lastState;

  /** What is written under one another. */
  private record Group(RuleSeverity severity, Finding.Status status, String rule)
      implements Comparable<Group> {
    private static final Comparator<Group> ORDER =
        Comparator.comparing(Group::severity)
            .reversed()
            .thenComparing(Group::status)
            .thenComparing(Group::rule);

    @Override
    public int compareTo(Group other) {
      return ORDER.compare(this, other);
    }
  }

  private static final class Members {
    final List<FindingComparison> first = new ArrayList<>();
    final TreeSet<String> names = new TreeSet<>();
    long count;
    boolean moreNames;

    void add(FindingComparison finding) {
      count++;
      if (first.size() < MESSAGES_OF_A_RULE) {
        first.add(finding);
      }
      names.add(finding.shown().subject().name());
      if (names.size() > MAX_NAMES) {
        names.pollLast();
        moreNames = true;
      }
    }

    /** As many names as have room. */
    String names(int room) {
      List<String> safe = names.stream().map(TerminalText::of).toList();
      return moreNames
          ? TerminalText.cut(String.join(", ", safe), room)
          : FindingGroups.fitting(safe, room);
    }
  }

  /**
   * @param everySingle whether each finding is written by itself, as it comes
   */
  ComparedFindingsText(TextPage page, boolean everySingle) {
    this.page = page;
    this.everySingle = everySingle;
    this.columns = page.columns();
  }

  /** Takes one, and writes it if each is. */
  void finding(FindingComparison finding) throws IOException {
    if (finding.state() == State.UNCHANGED || (finding.isSetAside() && !everySingle)) {
      return;
    }
    if (everySingle) {
      if (lastState == null) {
        lastState = finding.state();
        page.blank();
      }
      single(finding);
      return;
    }
    FindingRecord shown = finding.shown();
    Cause cause = finding.cause();
    if (finding.state() == State.NOT_JUDGED && cause != null) {
      notJudged.computeIfAbsent(cause, c -> new Members()).add(finding);
      return;
    }
    Group group = new Group(shown.severity(), shown.status(), shown.rule());
    groups
        .computeIfAbsent(finding.state(), s -> new TreeMap<>())
        .computeIfAbsent(group, g -> new Members())
        .add(finding);
  }

  boolean isAnyWritten() {
    return !notJudged.isEmpty() || !groups.isEmpty() || lastState != null;
  }

  /** Writes those that were not written as they came. */
  void end(ComparisonTotals totals) throws IOException {
    for (State state : List.of(State.NEW, State.CHANGED, State.FIXED)) {
      Map<Group, Members> ofState = groups.getOrDefault(state, Map.of());
      if (!ofState.isEmpty()) {
        page.blank();
        page.heading(heading(state, totals));
        for (Map.Entry<Group, Members> group : ofState.entrySet()) {
          members(group.getKey(), group.getValue());
        }
      }
    }
    notJudged(totals);
  }

  private void notJudged(ComparisonTotals totals) throws IOException {
    if (notJudged.isEmpty()) {
      return;
    }
    page.blank();
    page.heading(heading(State.NOT_JUDGED, totals));
    for (Map.Entry<Cause, Members> of : notJudged.entrySet()) {
      String said =
          "? "
              + SizeText.count(of.getValue().count, "finding")
              + " "
              + words(of.getKey(), false)
              + ": ";
      page.line(said + of.getValue().names(columns - said.length()));
    }
  }

  private String heading(State state, ComparisonTotals totals) {
    String count =
        SizeText.count(everySingle ? totals.count(state) : totals.counting(state), "finding");
    return switch (state) {
      case NEW -> count + " new" + causes(totals, true);
      case CHANGED -> count + " changed";
      case FIXED -> count + " fixed";
      case NOT_JUDGED -> count + " not judged now";
      case KNOWN, UNCHANGED -> count + " as before";
    };
  }

  /** Why findings are new or gone, with how many for each reason. */
  static String causes(ComparisonTotals totals, boolean ofNew) {
    List<String> parts = new ArrayList<>();
    for (Cause cause : Cause.values()) {
      long count = ofNew ? totals.newBecause(cause) : totals.goneBecause(cause);
      if (count > 0) {
        parts.add(SizeText.count(count) + " " + words(cause, ofNew));
      }
    }
    return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
  }

  private static String words(Cause cause, boolean ofNew) {
    return switch (cause) {
      case SUBJECT -> ofNew ? "of what was not there before" : "of what is gone";
      case FAILURE -> ofNew ? "of what could not be analysed before" : "of what failed now";
      case RULE -> ofNew ? "by new rules" : "by rules that are gone";
      case JUDGEMENT -> "judged otherwise";
      case DATE -> "by the date alone";
    };
  }

  /** Of one finding. */
  private static String why(Cause cause, boolean isThereNow) {
    return switch (cause) {
      case SUBJECT -> isThereNow ? "what it is about is new" : "what it is about is gone";
      case FAILURE ->
          isThereNow ? "could not be analysed before" : "could not be analysed this time";
      case RULE -> isThereNow ? "the rule is new" : "the rule is gone";
      case JUDGEMENT -> "judged otherwise";
      case DATE -> "by the date alone";
    };
  }

  private void members(Group group, Members members) throws IOException {
    if (members.count <= MESSAGES_OF_A_RULE) {
      for (FindingComparison finding : members.first) {
        single(finding);
      }
      return;
    }
    FindingComparison first = members.first.get(0);
    message(start(first), first.shown().text("title"));
    String count = SizeText.count(members.count, "finding");
    place(count + ": " + members.names(columns - INDENT - count.length() - 2));
  }

  private void single(FindingComparison finding) throws IOException {
    FindingRecord shown = finding.shown();
    message(start(finding), shown.message());
    place(FindingRecordText.place(shown));
    FindingRecord before = finding.before();
    FindingRecord now = finding.now();
    Cause cause = finding.cause();
    if (finding.state() == State.CHANGED && before != null && now != null) {
      place(changed(before, now, finding.differences()));
    } else if (cause != null) {
      place(why(cause, finding.now() != null));
    }
  }

  private String start(FindingComparison finding) {
    FindingRecord shown = finding.shown();
    String sign =
        switch (finding.state()) {
          case NEW -> "+ ";
          case CHANGED -> "~ ";
          case FIXED -> "- ";
          case NOT_JUDGED -> "? ";
          case KNOWN, UNCHANGED -> "= ";
        };
    Tone tone =
        switch (finding.state()) {
          case NEW -> finding.stops() ? Tone.BAD : Tone.WARNING;
          case CHANGED -> finding.stops() ? Tone.BAD : Tone.CHANGED;
          case FIXED -> Tone.GOOD;
          case NOT_JUDGED, KNOWN, UNCHANGED -> Tone.DIM;
        };
    return page.ink()
            .paint(
                tone,
                sign
                    + TerminalText.left(FindingRecordText.state(shown), SEVERITY_COLUMNS - 1)
                    + " ")
        + TerminalText.left(TerminalText.of(shown.rule()), RULE_COLUMNS - 1)
        + " ";
  }

  private static String changed(FindingRecord before, FindingRecord now, List<String> differences) {
    List<String> parts = new ArrayList<>();
    for (String difference : differences) {
      parts.add(
          switch (difference) {
            case "severity" ->
                "severity " + before.severity().label() + " -> " + now.severity().label();
            case "status" -> "status " + before.status().label() + " -> " + now.status().label();
            case "evidence" ->
                "evidence " + TerminalText.of(String.join(", ", before.evidenceThatDiffers(now)));
            default -> difference;
          });
    }
    return "was otherwise: " + String.join("; ", parts);
  }

  private void message(String start, String said) throws IOException {
    page.wrapped(start, INDENT, TerminalText.of(said));
  }

  private void place(String text) throws IOException {
    String cut = everySingle ? text : page.cut(text, columns - INDENT);
    page.line(" ".repeat(INDENT) + page.ink().paint(Tone.DIM, cut));
  }
}
