package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.layer.PathOrder;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.Subject;
import dev.varve.report.FindingComparison.Cause;
import dev.varve.report.FindingComparison.State;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells what differs between two runs: a merge join of their findings by fingerprint (design.md
 * section 3), and of their images by name. Of the findings no more than those of one fingerprint
 * are in memory at once.
 *
 * <p>Two findings are the same if their fingerprints are. Where several have one fingerprint, those
 * about subjects of the same name are paired first; what is left on both sides and about subjects
 * that the other run does not have, such as two tags of a repository, is paired in the order of
 * names. A finding without a partner is new in the run that has it, and {@link Cause} says if that
 * may have other reasons than its subject: only what has been looked at again, by the same rules,
 * is fixed.
 */
public final class RunsCompared {
  /** Findings of one fingerprint in one run; an honest fleet has at most one for each tag. */
  private static final int MAX_ALIKE = 200_000;

  /** Receives what there is to tell: first the images, by name, then findings, by subject. */
  public interface Visitor {
    void image(ImageComparison image) throws IOException;

    void finding(FindingComparison finding) throws IOException;
  }

  private final ComparedRun before;
  private final ComparedRun now;
  private final PolicyProfile gate;
  private final Visitor visitor;
  private final ComparisonTotals totals = new ComparisonTotals();
  private final boolean sameRules;
  private final boolean sameDate;

  /** Whether images that the other run has analysed failed: the fleet is not whole then. */
  private final boolean lostBefore;

  private final boolean lostNow;

  private RunsCompared(ComparedRun before, ComparedRun now, PolicyProfile gate, Visitor visitor) {
    this.before = before;
    this.now = now;
    this.gate = gate;
    this.visitor = visitor;
    this.sameRules = before.summary().judgesLike(now.summary());
    this.sameDate = before.summary().asOf().equals(now.summary().asOf());
    this.lostBefore = before.judged().lostImagesOf(now.judged());
    this.lostNow = now.judged().lostImagesOf(before.judged());
  }

  /**
   * Compares two runs.
   *
   * @param gate that says which findings stop a run
   * @throws InputException {@code run-unusable} if a run has more findings of one fingerprint than
   *     any scan leaves
   */
  public static ComparisonTotals compare(
      ComparedRun before, ComparedRun now, PolicyProfile gate, Visitor visitor)
      throws InputException, IOException {
    RunsCompared comparison = new RunsCompared(before, now, gate, visitor);
    comparison.images();
    comparison.findings();
    return comparison.totals;
  }

  // ---- images

  private void images() throws IOException {
    Map<Subject, List<ImageRecord>> ofBefore = before.judged().images();
    Map<Subject, List<ImageRecord>> ofNow = now.judged().images();
    List<ImageComparison> found = new ArrayList<>();
    for (Subject subject : ofBefore.keySet()) {
      imagesOf(subject, found);
    }
    for (Subject subject : ofNow.keySet()) {
      if (!ofBefore.containsKey(subject)) {
        imagesOf(subject, found);
      }
    }
    failed(found);
    found.sort(
        Comparator.comparing(ImageComparison::name)
            .thenComparing(ImageComparison::platform)
            .thenComparing(ImageComparison::state)
            .thenComparing(image -> image.toJson().toString()));
    if (now.isPartial()) {
      found.removeIf(image -> image.now() == null);
    }
    for (ImageComparison image : found) {
      totals.add(image);
      visitor.image(image);
    }
  }

  /** Images of one name from several sources: equal ones are paired first. */
  private void imagesOf(Subject subject, List<ImageComparison> found) {
    List<ImageRecord> was = new ArrayList<>(before.judged().imagesOf(subject));
    List<ImageRecord> is = new ArrayList<>(now.judged().imagesOf(subject));
    for (ImageRecord image : List.copyOf(is)) {
      ImageRecord same = was.stream().filter(image::isSameAs).findFirst().orElse(null);
      if (same != null) {
        was.remove(same);
        is.remove(image);
        found.add(of(ImageComparison.State.UNCHANGED, same, image, ""));
      }
    }
    int both = Math.min(was.size(), is.size());
    for (int i = 0; i < both; i++) {
      found.add(of(ImageComparison.State.REBUILT, was.get(i), is.get(i), ""));
    }
    for (ImageRecord gone : was.subList(both, was.size())) {
      String failure = now.judged().failureOf(subject.name(), before.judged());
      found.add(
          failure == null
              ? of(ImageComparison.State.GONE, gone, null, "")
              : of(ImageComparison.State.FAILED_NOW, gone, null, failure));
    }
    for (ImageRecord come : is.subList(both, is.size())) {
      String failure = before.judged().failureOf(subject.name(), now.judged());
      found.add(
          failure == null
              ? of(ImageComparison.State.NEW, null, come, "")
              : of(ImageComparison.State.FAILED_BEFORE, null, come, failure));
    }
  }

  private static ImageComparison of(
      ImageComparison.State state,
      @Nullable ImageRecord before,
      @Nullable ImageRecord now,
      String failure) {
    ImageRecord either = now != null ? now : before;
    if (either == null) {
      throw new IllegalArgumentException("an image of neither run");
    }
    return new ImageComparison(
        state, either.subject().name(), either.platform(), before, now, failure);
  }

  /** What could not be analysed and is not among the images of the other run. */
  private void failed(List<ImageComparison> found) {
    Set<String> told = new TreeSet<>();
    found.forEach(image -> told.add(image.name()));
    Map<String, String> was = before.judged().failedImages();
    Map<String, String> is = now.judged().failedImages();
    Set<String> names = new TreeSet<>(was.keySet());
    names.addAll(is.keySet());
    for (String name : names) {
      boolean source = before.judged().hasSource(name) || now.judged().hasSource(name);
      if (!told.contains(name) && !source) {
        ImageComparison.State state =
            !is.containsKey(name)
                ? ImageComparison.State.FAILED_BEFORE
                : was.containsKey(name)
                    ? ImageComparison.State.FAILED_BOTH
                    : ImageComparison.State.FAILED_NOW;
        String code = is.containsKey(name) ? is.get(name) : was.get(name);
        found.add(new ImageComparison(state, name, "", null, null, String.valueOf(code)));
      }
    }
  }

  // ---- findings

  private void findings() throws InputException, IOException {
    ComparedRun.Cursor a = before.findings();
    ComparedRun.Cursor b = now.findings();
    while (a.key() != null || b.key() != null) {
      Bytes key = first(a.key(), b.key());
      alike(take(a, key, before), take(b, key, now));
    }
  }

  private static Bytes first(@Nullable Bytes a, @Nullable Bytes b) {
    if (a == null || b == null) {
      Bytes only = a == null ? b : a;
      if (only == null) {
        throw new IllegalArgumentException("neither has any left");
      }
      return only;
    }
    return PathOrder.TREE.compare(a, b) <= 0 ? a : b;
  }

  private static List<FindingRecord> take(ComparedRun.Cursor cursor, Bytes key, ComparedRun of)
      throws InputException, IOException {
    List<FindingRecord> taken = new ArrayList<>();
    while (key.equals(cursor.key())) {
      if (taken.size() == MAX_ALIKE) {
        throw new InputException(
            ReasonCode.RUN_UNUSABLE,
            of.name(),
            "more than " + MAX_ALIKE + " findings have the fingerprint " + taken.get(0).fp());
      }
      taken.add(cursor.next());
    }
    return taken;
  }

  /** Findings of one fingerprint. */
  private void alike(List<FindingRecord> ofBefore, List<FindingRecord> ofNow) throws IOException {
    List<FindingComparison> told = new ArrayList<>();
    List<FindingRecord> was = new ArrayList<>(ofBefore);
    List<FindingRecord> is = new ArrayList<>(ofNow);
    was.sort(FindingRecord.BY_NAME);
    is.sort(FindingRecord.BY_NAME);
    // Two versions of a path have one fingerprint; each is compared with itself where it can be.
    pair(was, is, f -> List.of(f.subject().name(), f.text("path"), f.message()), told);
    pair(was, is, f -> List.of(f.subject().name()), told);
    List<FindingRecord> left = new ArrayList<>(was);
    left.removeIf(f -> absence(f.subject(), before, now) != Cause.SUBJECT);
    List<FindingRecord> come = new ArrayList<>(is);
    come.removeIf(f -> absence(f.subject(), now, before) != Cause.SUBJECT);
    Set<FindingRecord> paired = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < Math.min(left.size(), come.size()); i++) {
      told.add(both(left.get(i), come.get(i)));
      paired.add(left.get(i));
      paired.add(come.get(i));
    }
    was.removeIf(paired::contains);
    is.removeIf(paired::contains);
    for (FindingRecord finding : was) {
      Cause cause = cause(finding, before, now);
      if (cause == Cause.SUBJECT && now.isPartial()) {
        continue; // of what is not looked at
      }
      boolean looked = cause == null || cause == Cause.DATE;
      told.add(
          new FindingComparison(
              looked ? State.FIXED : State.NOT_JUDGED, cause, finding, null, List.of(), false));
    }
    for (FindingRecord finding : is) {
      Cause cause = cause(finding, now, before);
      boolean known =
          cause == Cause.SUBJECT && ofBefore.stream().anyMatch(f -> weighsLike(f, finding));
      told.add(
          new FindingComparison(
              known ? State.KNOWN : State.NEW,
              cause,
              null,
              finding,
              List.of(),
              !known && finding.stops(gate)));
    }
    told.sort(
        Comparator.comparing((FindingComparison f) -> f.shown().subject().name())
            .thenComparing(FindingComparison::state)
            .thenComparingInt(f -> f.shown().line()));
    for (FindingComparison finding : told) {
      totals.add(finding);
      visitor.finding(finding);
    }
  }

  private void pair(
      List<FindingRecord> was,
      List<FindingRecord> is,
      Function<FindingRecord, List<String>> likeness,
      List<FindingComparison> told) {
    Map<List<String>, Deque<FindingRecord>> known = new HashMap<>();
    for (FindingRecord finding : was) {
      known.computeIfAbsent(likeness.apply(finding), l -> new ArrayDeque<>()).add(finding);
    }
    List<FindingRecord> left = new ArrayList<>();
    for (FindingRecord finding : is) {
      Deque<FindingRecord> same = known.get(likeness.apply(finding));
      FindingRecord partner = same == null ? null : same.poll();
      if (partner == null) {
        left.add(finding);
      } else {
        told.add(both(partner, finding));
      }
    }
    is.clear();
    is.addAll(left);
    was.clear();
    known.values().forEach(was::addAll);
    was.sort(FindingRecord.BY_NAME);
  }

  private FindingComparison both(FindingRecord was, FindingRecord is) {
    List<String> differences = was.differences(is, before.ofFleet(), now.ofFleet());
    boolean worse = is.stops(gate) && !was.stopsByItself(gate, before.ofFleet());
    return new FindingComparison(
        differences.isEmpty() ? State.UNCHANGED : State.CHANGED, null, was, is, differences, worse);
  }

  private boolean weighsLike(FindingRecord was, FindingRecord is) {
    return was.severity() == is.severity() && was.own(before.ofFleet()) == is.own(now.ofFleet());
  }

  private @Nullable Cause absence(Subject subject, ComparedRun here, ComparedRun there) {
    boolean lessThere = there == now ? lostNow : lostBefore;
    return subject.kind() == Subject.Kind.FLEET && lessThere
        ? Cause.FAILURE
        : there.judged().absence(subject, here.judged());
  }

  /** Why a run does not have a finding of the other, if that is not what its subject has become. */
  private @Nullable Cause cause(FindingRecord finding, ComparedRun here, ComparedRun there) {
    Cause absence = absence(finding.subject(), here, there);
    if (absence != null) {
      return absence;
    }
    boolean ruleHere = here.summary().rules().contains(finding.rule());
    if (ruleHere && !there.summary().rules().contains(finding.rule())) {
      return Cause.RULE;
    }
    if (!isUntouched(finding.subject(), here, there)) {
      return null;
    }
    return !sameRules ? Cause.JUDGEMENT : !sameDate ? Cause.DATE : null;
  }

  /** Whether nothing tells that a subject has changed; of what is no image that is not known. */
  private boolean isUntouched(Subject subject, ComparedRun here, ComparedRun there) {
    if (subject.kind() != Subject.Kind.IMAGE) {
      return !sameRules;
    }
    List<ImageRecord> theirs = there.judged().imagesOf(subject);
    return here.judged().imagesOf(subject).stream()
        .allMatch(image -> theirs.stream().anyMatch(image::hasContentOf));
  }
}
