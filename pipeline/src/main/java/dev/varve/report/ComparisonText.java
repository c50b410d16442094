package dev.varve.report;

import dev.varve.policy.Finding;
import dev.varve.policy.PolicyProfile;
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
 * A comparison of two runs for people: what they judged by, the images that are not as they were,
 * and the findings that are not, the most severe first and those of one rule together. Holds no
 * more than a few findings of each rule.
 */
public final class ComparisonText implements RunsCompared.Visitor {
  private static final int SIGN_COLUMNS = 2;
  private static final int SEVERITY_COLUMNS = 9;
  private static final int RULE_COLUMNS = 9;
  private static final int INDENT = SIGN_COLUMNS + SEVERITY_COLUMNS + RULE_COLUMNS;
  private static final int ROLE_COLUMNS = 8;
  private static final int IMAGE_COLUMNS = 8;
  private static final String OTHERWISE = "judged by other ";

  /** Of a rule that has more to say than this only its title is written. */
  private static final int MESSAGES_OF_A_RULE = 3;

  private static final int MAX_NAMES = 50;
  private static final int MAX_IMAGES = 30;

  private final TextPage page;
  private final boolean everySingle;
  private final int columns;
  private final Map<State, Map<Group, Members>> groups = new EnumMap<>(State.class);
  private final Map<Cause, Members> notJudged = new EnumMap<>(Cause.class);
  private int imagesWritten;
  private int imagesLeftOut;
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
  public ComparisonText(TextPage page, boolean everySingle) {
    this.page = page;
    this.everySingle = everySingle;
    this.columns = page.columns();
  }

  /** What the runs are, and in which ways they judged otherwise. */
  public void begin(ComparedRun before, ComparedRun now) throws IOException {
    run("before", before);
    run("now", now);
    differences(before, now);
    page.blank();
  }

  private void run(String role, ComparedRun run) throws IOException {
    RunSummary summary = run.summary();
    String start = TerminalText.left(role, ROLE_COLUMNS);
    page.wrapped(
        start,
        ROLE_COLUMNS,
        TerminalText.of(run.name())
            + ": varve "
            + TerminalText.of(summary.tool())
            + ", "
            + summary.asOf()
            + ", profile "
            + TerminalText.of(summary.profile())
            + ", "
            + SizeText.count(run.findingCount(), "finding")
            + (run.isIncomplete() ? ", INCOMPLETE" : ""));
  }

  /** In which ways the runs judged otherwise, each on a line; nothing if in none. */
  public void differences(ComparedRun before, ComparedRun now) throws IOException {
    for (RunSummary.Difference difference : before.summary().differences(now.summary())) {
      String was = shortened(difference.before());
      String is = shortened(difference.now());
      String said =
          difference.what().equals("rules")
              ? "rules: "
                  + (is.isEmpty() ? "" : "new " + is)
                  + (is.isEmpty() || was.isEmpty() ? "" : "; ")
                  + (was.isEmpty() ? "" : "gone " + was)
              : difference.what() + ": " + was + " -> " + is;
      page.wrapped(
          page.ink().paint(Tone.WARNING, OTHERWISE), OTHERWISE.length(), TerminalText.of(said));
    }
  }

  private static String shortened(String text) {
    return text.matches("sha256:[0-9a-f]{64}") ? text.substring(0, 19) : text;
  }

  @Override
  public void image(ImageComparison image) throws IOException {
    if (image.state() == ImageComparison.State.UNCHANGED) {
      return;
    }
    if (imagesWritten == MAX_IMAGES && !everySingle) {
      imagesLeftOut++;
      return;
    }
    imagesWritten++;
    String platform = image.platform().isEmpty() ? "" : "  " + TerminalText.of(image.platform());
    page.wrapped(
        page.ink().paint(tone(image.state()), sign(image.state()) + " image "),
        IMAGE_COLUMNS,
        TerminalText.of(image.name()) + platform + "  " + said(image));
  }

  private static String sign(ImageComparison.State state) {
    return switch (state) {
      case NEW -> "+";
      case GONE -> "-";
      case REBUILT -> "~";
      case UNCHANGED -> "=";
      case FAILED_NOW, FAILED_BEFORE, FAILED_BOTH -> "?";
    };
  }

  private static Tone tone(ImageComparison.State state) {
    return switch (state) {
      case NEW -> Tone.ADDED;
      case GONE -> Tone.REMOVED;
      case REBUILT -> Tone.CHANGED;
      case UNCHANGED -> Tone.DIM;
      case FAILED_NOW, FAILED_BEFORE, FAILED_BOTH -> Tone.BAD;
    };
  }

  private static String said(ImageComparison image) {
    return switch (image.state()) {
      case NEW -> "new";
      case GONE -> "gone";
      case UNCHANGED -> "unchanged";
      case FAILED_NOW -> "not analysed now: " + TerminalText.of(image.failure());
      case FAILED_BEFORE -> "not analysed before: " + TerminalText.of(image.failure());
      case FAILED_BOTH -> "not analysed, now as before: " + TerminalText.of(image.failure());
      case REBUILT -> rebuilt(image);
    };
  }

  private static String rebuilt(ImageComparison image) {
    ImageComparison.Layers layers = image.layers();
    StringBuilder out = new StringBuilder("rebuilt: ");
    out.append(SizeText.count(layers.kept().size(), "layer")).append(" kept");
    if (!layers.dropped().isEmpty()) {
      out.append(", ").append(layers.dropped().size()).append(" dropped");
      out.append(bytes(layers.dropped()));
    }
    if (!layers.added().isEmpty()) {
      out.append(", ").append(layers.added().size()).append(" added").append(bytes(layers.added()));
    }
    ImageRecord before = image.before();
    ImageRecord now = image.now();
    if (before != null && now != null) {
      if (before.liveBytes() >= 0 && now.liveBytes() >= 0) {
        out.append("; ").append(SizeText.of(before.liveBytes())).append(" -> ");
        out.append(SizeText.of(now.liveBytes()));
      }
      if (before.verified() != now.verified()) {
        out.append(now.verified() ? "; verified now" : "; NOT VERIFIED any more");
      }
    }
    return out.toString();
  }

  private static String bytes(List<ImageRecord.Layer> layers) {
    if (layers.stream().anyMatch(layer -> layer.blobBytes() < 0)) {
      return "";
    }
    long bytes = layers.stream().mapToLong(ImageRecord.Layer::blobBytes).sum();
    return " (" + SizeText.of(bytes) + ")";
  }

  @Override
  public void finding(FindingComparison finding) throws IOException {
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

  /**
   * Ends with the findings, unless each has been written, and with what it comes to.
   *
   * @param since what the earlier run is called
   * @param gate that says what stops; if it does not look at what is new only, nothing is said of
   *     that
   */
  public void end(String since, ComparisonTotals totals, PolicyProfile gate) throws IOException {
    if (imagesLeftOut > 0) {
      page.line("  … and " + SizeText.count(imagesLeftOut, "image") + " more (--verbose)");
    }
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
    if (imagesWritten > 0 || !notJudged.isEmpty() || !groups.isEmpty() || lastState != null) {
      page.blank();
    }
    images(totals);
    for (String line : summary(since, totals)) {
      page.wrapped("", 0, line);
    }
    if (gate.newOnly()) {
      page.wrapped("", 0, verdict(totals, gate, page.ink()));
    }
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

  private static String causes(ComparisonTotals totals, boolean ofNew) {
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

  private void images(ComparisonTotals totals) throws IOException {
    List<String> parts = new ArrayList<>();
    for (ImageComparison.State state : ImageComparison.State.values()) {
      if (totals.count(state) > 0) {
        String word =
            switch (state) {
              case FAILED_NOW -> "not analysed now";
              case FAILED_BEFORE -> "not analysed before";
              case FAILED_BOTH -> "not analysed in either";
              case NEW, GONE, REBUILT, UNCHANGED -> state.label();
            };
        parts.add(SizeText.count(totals.count(state)) + " " + word);
      }
    }
    if (!parts.isEmpty()) {
      page.wrapped("images: ", 8, String.join(", ", parts));
    }
  }

  /** What a comparison comes to, on one line or two. */
  public static List<String> summary(String since, ComparisonTotals totals) {
    List<String> severities = new ArrayList<>();
    RuleSeverity[] all = RuleSeverity.values();
    for (int i = all.length - 1; i >= 0; i--) {
      if (totals.newFailed(all[i]) > 0) {
        severities.add(SizeText.count(totals.newFailed(all[i])) + " " + all[i].label());
      }
    }
    StringBuilder out = new StringBuilder("since ").append(TerminalText.of(since)).append(": ");
    out.append(SizeText.count(totals.counting(State.NEW))).append(" new");
    if (!severities.isEmpty()) {
      out.append(" (").append(String.join(", ", severities)).append(')');
    }
    for (State state : List.of(State.CHANGED, State.FIXED, State.UNCHANGED)) {
      out.append(", ").append(SizeText.count(totals.counting(state)));
      out.append(' ').append(state.label());
    }
    if (totals.counting(State.KNOWN) > 0) {
      out.append(", ").append(SizeText.count(totals.counting(State.KNOWN)));
      out.append(" known of other tags");
    }
    List<String> lines = new ArrayList<>(List.of(out.toString()));
    if (totals.counting(State.NOT_JUDGED) > 0) {
      lines.add(
          SizeText.count(totals.counting(State.NOT_JUDGED), "finding")
              + " not judged again"
              + causes(totals, false));
    }
    return lines;
  }

  /** Whether a gate that looks at what is new only stops, and why. */
  public static String verdict(ComparisonTotals totals, PolicyProfile gate, Ink ink) {
    String what =
        SizeText.count(totals.stopping(), "finding")
            + " new or worse at "
            + gate.failsOn().label()
            + " or above"
            + (totals.newlyUnverified() > 0
                ? ", " + SizeText.count(totals.newlyUnverified(), "image") + " newly not verified"
                : "");
    return totals.fails()
        ? ink.paint(Tone.BAD, "failed") + ": " + what
        : ink.paint(Tone.GOOD, "passed") + ": " + what;
  }
}
