package dev.varve.policy;

import dev.varve.image.Image;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.layer.PathGlob;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SourceDocument;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What became of every entry of the exceptions files in a run (policy-catalogue.md section 2). Told
 * about the images, containers and findings of the run in any order; a fleet keeps nothing of them
 * but counts and the names of subjects that were waived.
 */
public final class WaiverAudit {
  private static final int EXPIRING_DAYS = 14;
  private static final double BROAD_SHARE = 0.05;

  /** A share of fewer findings says nothing. */
  private static final int BROAD_LEAST = 20;

  private static final int MAX_SUBJECTS = 50;

  private final Waivers waivers;
  private final Set<String> ids;
  private final Set<String> outside;
  private final Map<String, Tally> tallies = new HashMap<>();
  private final Map<String, Integer> findingsByRule = new HashMap<>();

  /**
   * @param ids that a run can give, of rules and of structural findings
   * @param outside those of them that the profile of the run does not ask for
   */
  WaiverAudit(Waivers waivers, Set<String> ids, Set<String> outside) {
    this.waivers = waivers;
    this.ids = Set.copyOf(ids);
    this.outside = Set.copyOf(outside);
    for (Waiver waiver : waivers.entries()) {
      tallies.put(waiver.place(), new Tally());
    }
  }

  /** What an entry did in a run, the most important first. */
  public enum State {
    /** It matches no rule that there is. */
    INVALID_ID,
    /** Its date has passed and its findings are back, if there are any. */
    EXPIRED,
    /** Its image or container is not part of this run, or its rules are not of the profile. */
    OUT_OF_SCOPE,
    /** Its image or container was looked at, and nothing matched. */
    UNUSED,
    /** Whatever it matches is decided by entries further up. */
    SHADOWED,
    USED;

    /** Whether the entry is one that a gate may go by. */
    public boolean isInOrder() {
      return this != INVALID_ID && this != EXPIRED;
    }

    /** The text form in outputs. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * One entry.
   *
   * @param matched findings that it accepts or lowers
   * @param back findings that it would accept, had it not expired
   * @param subjects names of the subjects of both, sorted, the first 50
   * @param notes what its owner should know, such as that it expires soon
   */
  public record Line(
      Waiver waiver,
      State state,
      int matched,
      int back,
      List<String> subjects,
      List<String> notes) {
    public Line {
      subjects = List.copyOf(subjects);
      notes = List.copyOf(notes);
    }

    /** The form in results. */
    public JsonObject toJson() {
      return JsonObject.builder()
          .put("entry", waiver.place())
          .put("id", waiver.rule().toString())
          .putIfPresent("image", text(waiver.image()))
          .putIfPresent("unit", text(waiver.unit()))
          .putIfPresent("path", text(waiver.path()))
          .putIfPresent("layer", waiver.layer())
          .putIfPresent("fingerprint", waiver.fingerprint())
          .put("effect", waiver.effect())
          .put("reason", waiver.reason())
          .put("owner", waiver.owner())
          .putIfPresent("ticket", waiver.ticket())
          .put("expires", waiver.expires().toString())
          .put("state", state.label())
          .put("matched", matched)
          .put("back", back)
          .put("subjects", JsonArray.ofTexts(subjects))
          .put("notes", JsonArray.ofTexts(notes))
          .build();
    }
  }

  private static @Nullable String text(@Nullable PathGlob glob) {
    return glob == null ? null : glob.toString();
  }

  /** An image of the run. */
  public void image(Image image) {
    seen(SubjectNames.of(image));
  }

  /** An image of the run, as its line in the results has it. */
  public void image(List<String> refs, List<String> digests) {
    seen(SubjectNames.ofRecord(refs, digests));
  }

  /** A container of the run; its image, if there is one, is told apart. */
  public void container(RunSpec run) {
    seen(SubjectNames.of(run.unit(), null, run.imageRef()));
  }

  /** A document of the run that rules judge as it was written. */
  public void document(SourceDocument document) {
    seen(SubjectNames.of(document));
  }

  private void seen(SubjectNames target) {
    for (Waiver waiver : waivers.entries()) {
      Tally tally = tally(waiver.place());
      tally.imageSeen |= waiver.takesImage(target);
      tally.unitSeen |= waiver.takesUnit(target);
    }
  }

  /** A finding of the run. */
  public void finding(Finding finding) {
    rule(finding.rule());
    for (Waiver.Match match : finding.waivers()) {
      match(match.waiver().place(), match.use(), finding.rule(), finding.subject().name());
    }
  }

  /** Counts a finding of a rule. */
  public void rule(String id) {
    findingsByRule.merge(id, 1, Integer::sum);
  }

  /** An entry that matches a finding. */
  public void match(String place, Waiver.Use use, String rule, String subject) {
    Tally tally = tally(place);
    switch (use) {
      case APPLIED -> {
        tally.applied++;
        tally.appliedByRule.merge(rule, 1, Integer::sum);
      }
      case EXPIRED -> tally.back++;
      case SHADOWED -> tally.shadowed++;
    }
    if (use != Waiver.Use.SHADOWED) {
      tally.subjects.add(subject);
      if (tally.subjects.size() > MAX_SUBJECTS) {
        tally.subjects.pollLast();
      }
    }
  }

  private Tally tally(String place) {
    return tallies.computeIfAbsent(place, unknown -> new Tally());
  }

  /** One line for each entry, in the order of the files. */
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (Waiver waiver : waivers.entries()) {
      Tally tally = tally(waiver.place());
      State state = state(waiver, tally);
      lines.add(
          new Line(
              waiver,
              state,
              tally.applied,
              tally.back,
              List.copyOf(tally.subjects),
              notes(waiver, tally, state)));
    }
    return lines;
  }

  private State state(Waiver waiver, Tally tally) {
    if (ids.stream().noneMatch(waiver::takesRule)) {
      return State.INVALID_ID;
    }
    if (waiver.isExpired(waivers.asOf())) {
      return State.EXPIRED;
    }
    boolean asked = ids.stream().anyMatch(id -> waiver.takesRule(id) && !outside.contains(id));
    if (!tally.imageSeen || !tally.unitSeen || !asked) {
      return State.OUT_OF_SCOPE;
    }
    if (tally.applied > 0) {
      return State.USED;
    }
    return tally.shadowed > 0 ? State.SHADOWED : State.UNUSED;
  }

  private List<String> notes(Waiver waiver, Tally tally, State state) {
    List<String> notes = new ArrayList<>();
    long days = ChronoUnit.DAYS.between(waivers.asOf(), waiver.expires());
    if (state == State.INVALID_ID) {
      notes.add("no rule has an id like " + waiver.rule());
    }
    if (days < 0) {
      notes.add("expired on " + waiver.expires());
    } else if (days <= EXPIRING_DAYS) {
      notes.add(
          days == 0 ? "expires today" : "expires in " + days + (days == 1 ? " day" : " days"));
    }
    if (tally.shadowed > 0) {
      notes.add(tally.shadowed + " matched by an entry further up");
    }
    tally.appliedByRule.forEach(
        (rule, count) -> {
          String broad = broad(rule, count);
          if (broad != null) {
            notes.add(broad);
          }
        });
    return notes;
  }

  private @Nullable String broad(String rule, int count) {
    int all = findingsByRule.getOrDefault(rule, 0);
    if (all < BROAD_LEAST || count <= all * BROAD_SHARE) {
      return null;
    }
    return "broad: " + count + " of " + all + " findings of " + rule;
  }

  private static final class Tally {
    boolean imageSeen;
    boolean unitSeen;
    int applied;
    int back;
    int shadowed;
    final Map<String, Integer> appliedByRule = new TreeMap<>();
    final TreeSet<String> subjects = new TreeSet<>();
  }
}
