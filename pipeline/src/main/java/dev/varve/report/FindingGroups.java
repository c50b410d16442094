package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.policy.Finding;
import dev.varve.policy.RuleSeverity;
import dev.varve.policy.Waiver;
import dev.varve.report.Ink.Tone;
import dev.varve.runtime.Origin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Findings for people: the most severe first, those of one rule together, and what is said of
 * several containers said once with their names.
 */
final class FindingGroups {
  private static final int SEVERITY_COLUMNS = 9;
  private static final int RULE_COLUMNS = 9;
  private static final int INDENT = SEVERITY_COLUMNS + RULE_COLUMNS;

  /** Of a rule that has more to say than this only its title is written. */
  static final int MESSAGES_OF_A_RULE = 3;

  private static final Comparator<Group> ORDER =
      Comparator.comparing(Group::severity)
          .reversed()
          .thenComparing(Group::status)
          .thenComparing(Group::rule);

  /** What is written under one another, with the same words in front. */
  private record Group(RuleSeverity severity, Finding.Status status, String rule) {
    static Group of(Finding finding) {
      return new Group(finding.severity(), finding.status(), finding.rule());
    }

    String label() {
      return status == Finding.Status.UNDETERMINED ? "unknown" : severity.label();
    }

    Tone tone() {
      if (status != Finding.Status.FAIL) {
        return Tone.DIM;
      }
      return switch (severity) {
        case CRITICAL, HIGH -> Tone.BAD;
        case MEDIUM -> Tone.WARNING;
        case LOW, INFO -> Tone.DIM;
      };
    }
  }

  private final TextPage page;
  private final boolean everySingle;
  private final int room;

  /**
   * @param everySingle whether each finding is written by itself
   */
  FindingGroups(TextPage page, boolean everySingle) {
    this.page = page;
    this.everySingle = everySingle;
    this.room = page.columns() - INDENT;
  }

  /**
   * Writes findings that count.
   *
   * @param named whether the subject is to be named, which it need not be under its own heading
   */
  void write(List<Finding> findings, boolean named) throws IOException {
    Map<Group, List<Finding>> groups = new LinkedHashMap<>();
    for (Finding finding : findings) {
      groups.computeIfAbsent(Group.of(finding), g -> new ArrayList<>()).add(finding);
    }
    for (Group group : groups.keySet().stream().sorted(ORDER).toList()) {
      String start =
          page.ink().paint(group.tone(), TerminalText.left(group.label(), SEVERITY_COLUMNS))
              + rule(group.rule());
      List<Finding> members = groups.getOrDefault(group, List.of());
      Collection<List<Finding>> said = saidTogether(members, named);
      if (said.size() > MESSAGES_OF_A_RULE && !everySingle) {
        message(start, members.get(0).title());
        place(names(members, named));
      } else {
        for (List<Finding> same : said) {
          message(start, same.get(0).message());
          place(same.size() == 1 ? place(same.get(0), named) : names(same, named));
        }
      }
    }
  }

  /** Findings of one rule by what they say; of images each differs by its path at least. */
  private Collection<List<Finding>> saidTogether(List<Finding> findings, boolean named) {
    Map<Object, List<Finding>> said = new LinkedHashMap<>();
    for (Finding finding : findings) {
      Object key = everySingle || !named ? said.size() : finding.message();
      said.computeIfAbsent(key, k -> new ArrayList<>()).add(finding);
    }
    return said.values();
  }

  private void message(String start, String said) throws IOException {
    page.wrapped(start, INDENT, TerminalText.of(said));
  }

  private void place(String text) throws IOException {
    if (!text.isEmpty()) {
      String cut = everySingle ? text : page.cut(text, room);
      page.line(" ".repeat(INDENT) + page.ink().paint(Tone.DIM, cut));
    }
  }

  /** How many they are, with the names of as many as have room: subjects, else what is in them. */
  private String names(List<Finding> findings, boolean named) {
    Set<String> names = new LinkedHashSet<>();
    for (Finding finding : findings) {
      Bytes path = finding.path();
      String inside = path == null ? TerminalText.of(finding.key()) : TerminalText.of(path);
      names.add(named ? TerminalText.of(finding.subject().name()) : inside);
    }
    names.remove("");
    String count =
        named
            ? SizeText.count(names.size(), findings.get(0).subject().kind().label())
            : SizeText.count(findings.size(), "finding");
    return names.isEmpty() ? count : count + ": " + fitting(names, room - count.length() - 2);
  }

  /** As many names as have room, at least one, and how many there are besides. */
  static String fitting(Collection<String> names, int room) {
    StringBuilder out = new StringBuilder();
    int written = 0;
    for (String name : names) {
      String more = " … and " + (names.size() - written) + " more";
      boolean last = written == names.size() - 1;
      int used = TerminalText.columns(out.toString()) + TerminalText.columns(name) + 2;
      if (written > 0 && used + (last ? 0 : more.length()) > room) {
        return out.append(more).toString();
      }
      out.append(written == 0 ? "" : ", ").append(name);
      written++;
    }
    return out.toString();
  }

  /** Subject, path, layer with its command, line of the run spec; whatever there is. */
  private String place(Finding finding, boolean named) {
    List<String> parts = new ArrayList<>();
    if (named) {
      parts.add(TerminalText.of(finding.subject().name()));
    }
    Bytes path = finding.path();
    if (path != null) {
      String safe = TerminalText.of(path);
      // So that the layer is still seen.
      parts.add(everySingle || finding.blame() == null ? safe : page.cutPath(safe, room * 2 / 3));
    }
    Finding.Blame blame = finding.blame();
    if (blame != null) {
      String command = blame.createdBy();
      parts.add("layer " + blame.layer() + (command == null ? "" : ": " + CommandText.of(command)));
    }
    Origin origin = finding.origin();
    if (origin != null && origin.file() != null) {
      parts.add(TerminalText.of(origin.file()) + (origin.line() > 0 ? ":" + origin.line() : ""));
    }
    return String.join("  ", parts);
  }

  /** What is listed and not counted: each finding on a line, or those alike counted on one. */
  void writeSetAside(List<Finding> findings) throws IOException {
    Map<String, List<Finding>> alike = new LinkedHashMap<>();
    for (Finding finding : findings) {
      String reason = reason(finding);
      String key = everySingle ? "" + alike.size() : finding.status() + finding.rule() + reason;
      alike.computeIfAbsent(key, k -> new ArrayList<>()).add(finding);
    }
    for (List<Finding> same : alike.values()) {
      Finding first = same.get(0);
      String said =
          same.size() == 1
              ? TerminalText.of(first.message())
              : TerminalText.of(first.title()) + ": " + SizeText.count(same.size(), "finding");
      List<String> lines = page.wrap(said + reason(first), room);
      String start =
          TerminalText.left(first.status().label(), SEVERITY_COLUMNS) + rule(first.rule());
      for (String line : lines) {
        page.line(page.ink().paint(Tone.DIM, start + line));
        start = " ".repeat(INDENT);
      }
      if (everySingle) {
        place(place(first, true));
      }
    }
  }

  private static String rule(String id) {
    return TerminalText.left(TerminalText.of(id), RULE_COLUMNS - 1) + " ";
  }

  private static String reason(Finding finding) {
    String by = finding.settledBy();
    if (by != null) {
      String words = finding.status() == Finding.Status.FOLDED ? "under " : "of a ";
      return " (" + words + TerminalText.of(by) + ")";
    }
    for (Waiver.Match match : finding.waivers()) {
      if (match.use() == Waiver.Use.APPLIED) {
        Waiver waiver = match.waiver();
        return " ("
            + TerminalText.of(waiver.owner())
            + " until "
            + waiver.expires()
            + ": "
            + TerminalText.of(waiver.reason())
            + ")";
      }
    }
    return "";
  }
}
