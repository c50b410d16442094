package dev.varve.policy;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What every rule said of every subject, also that it had nothing to say: what an auditor files
 * (policy-catalogue.md, end of section 3, profile {@code audit}). Subjects that could not be judged
 * are not told of here. Memory is in proportion to subjects times the rules that found something.
 */
public final class RuleVerdicts {
  /** What a rule said of a subject; the first that applies. */
  public enum Verdict {
    /** It found something that counts. */
    FOUND,
    /** Something that it needs is not known. */
    UNDETERMINED,
    /** All that it found is accepted, expected or a consequence of what another rule found. */
    SET_ASIDE,
    PASSED;

    /** The text form in outputs. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Verdict of(Finding.Status status) {
      return switch (status) {
        case FAIL -> FOUND;
        case UNDETERMINED -> UNDETERMINED;
        default -> SET_ASIDE;
      };
    }
  }

  private static final Comparator<Subject> ORDER =
      Comparator.comparing(Subject::kind).thenComparing(Subject::key).thenComparing(Subject::name);

  private final Map<Subject.Kind, SortedSet<String>> asked = new EnumMap<>(Subject.Kind.class);
  private final SortedMap<Subject, Map<String, Verdict>> said = new TreeMap<>(ORDER);

  /**
   * @param rules that judged
   */
  public RuleVerdicts(Collection<Rule> rules) {
    for (Subject.Kind kind : Subject.Kind.values()) {
      asked.put(kind, new TreeSet<>());
    }
    for (Rule rule : rules) {
      asked(kind(rule.scope())).add(rule.id());
    }
  }

  private static Subject.Kind kind(RuleScope scope) {
    return switch (scope) {
      case IMAGE, FILE -> Subject.Kind.IMAGE;
      case CONTAINER -> Subject.Kind.CONTAINER;
      case DIFF -> Subject.Kind.PAIR;
      case FLEET -> Subject.Kind.FLEET;
      case RAW -> Subject.Kind.DOCUMENT;
    };
  }

  private SortedSet<String> asked(Subject.Kind kind) {
    return asked.getOrDefault(kind, new TreeSet<>());
  }

  /** Something that the rules of its scope were asked about, if there are any. */
  public void judged(Subject subject) {
    if (!asked(subject.kind()).isEmpty()) {
      said.computeIfAbsent(known(subject), s -> new HashMap<>());
    }
  }

  /**
   * What was found.
   *
   * @param subject need not be told of before
   * @param rule id; that of no rule, as structural findings have it, is passed over
   */
  public void found(Subject subject, String rule, Finding.Status status) {
    if (asked(subject.kind()).contains(rule)) {
      said.computeIfAbsent(known(subject), s -> new HashMap<>())
          .merge(rule, Verdict.of(status), (a, b) -> a.compareTo(b) <= 0 ? a : b);
    }
  }

  /** Lines of results know pairs by name alone. */
  private static Subject known(Subject subject) {
    return subject.kind() == Subject.Kind.PAIR
        ? new Subject(Subject.Kind.PAIR, subject.name(), subject.name())
        : subject;
  }

  /** One for each subject, by kind, key and name. */
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    said.forEach((subject, verdicts) -> lines.add(line(subject, verdicts)));
    return lines;
  }

  private Line line(Subject subject, Map<String, Verdict> verdicts) {
    SortedMap<Verdict, List<String>> rules = new TreeMap<>();
    for (Verdict verdict : Verdict.values()) {
      rules.put(verdict, new ArrayList<>());
    }
    for (String rule : asked(subject.kind())) {
      List<String> alike = rules.get(verdicts.getOrDefault(rule, Verdict.PASSED));
      if (alike != null) {
        alike.add(rule);
      }
    }
    return new Line(subject, rules);
  }

  /**
   * What the rules said of one subject.
   *
   * @param rules ids in order; every verdict is there
   */
  public record Line(Subject subject, SortedMap<Verdict, List<String>> rules) {
    /** The ids of the rules with that verdict. */
    public List<String> rules(Verdict verdict) {
      @Nullable List<String> found = rules.get(verdict);
      return found == null ? List.of() : found;
    }

    /** {@code subject}, and the lists of ids by verdict. */
    public JsonObject toJson() {
      JsonObject.Builder json = JsonObject.builder().put("subject", subject.toJson());
      rules.forEach((verdict, ids) -> json.put(verdict.label(), JsonArray.ofTexts(ids)));
      return json.build();
    }
  }
}
