package dev.varve.gate;

import dev.varve.blob.Digest;
import dev.varve.diff.DiffOptions;
import dev.varve.diff.TreeDiff;
import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.layer.FactsStore;
import dev.varve.policy.FileSelector;
import dev.varve.policy.Finding;
import dev.varve.policy.FleetJudgement;
import dev.varve.policy.ImageJudgement;
import dev.varve.policy.ImageProfile;
import dev.varve.policy.Judgement;
import dev.varve.policy.PairJudgement;
import dev.varve.policy.Rule;
import dev.varve.policy.RuleScope;
import dev.varve.policy.Subject;
import dev.varve.policy.WaiverAudit;
import dev.varve.report.CheckResult;
import dev.varve.report.EarlierRun;
import dev.varve.report.FindingChanges;
import dev.varve.report.KeptFacts;
import dev.varve.runtime.Boundary;
import dev.varve.runtime.RunSpec;
import dev.varve.stack.LayerStack;
import dev.varve.stack.ResolvedLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges the facts of an earlier run again: images with their containers, pairs of images, and the
 * fleet as a whole. No image is opened: what its layers hold comes from the store, all else from
 * the run's folder. For one run.
 */
public final class Rejudgement {
  private final FactsStore store;
  private final Judgement judgement;
  private final List<Rule> rules;
  private final RejudgedFleet fleet;
  private final List<CheckResult.CheckedImage> images = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private final List<Boundary> boundaries = new ArrayList<>();
  private final Set<Subject> judged = new LinkedHashSet<>();

  /** Images of pairs, by key, until all are judged. */
  private final Map<String, PairJudgement.Side> sides = new HashMap<>();

  /**
   * @param rules that the judgement has
   * @param asOf the date that rules see
   * @param scratch folder of this process alone
   */
  public Rejudgement(
      FactsStore store, Judgement judgement, List<Rule> rules, LocalDate asOf, Path scratch) {
    this.store = store;
    this.judgement = judgement;
    this.rules = List.copyOf(rules);
    this.fleet = new RejudgedFleet(judgement, asOf, scratch);
  }

  /** What there is now, and what that changes. */
  public record Result(CheckResult check, FindingChanges changes) {}

  /** Judges everything that there are facts of. */
  public Result run(EarlierRun earlier) throws InputException, IOException {
    failures.addAll(unseen(earlier));
    failures.addAll(withoutDocuments());
    WaiverAudit audit = judgement.audit();
    Set<String> paired = new HashSet<>();
    for (KeptFacts.OfPair pair : earlier.pairs()) {
      paired.add(pair.from());
      paired.add(pair.to());
    }
    boolean complete = true;
    for (KeptFacts.OfImage kept : earlier.images()) {
      List<Failure> lost = lost(kept);
      failures.addAll(lost);
      complete &= lost.isEmpty();
      if (lost.isEmpty()) {
        List<RunSpec> runs = runs(earlier, kept.key());
        judge(kept, runs, paired.contains(kept.key()));
        audit.image(kept.image());
        runs.forEach(audit::container);
      }
    }
    for (RunSpec run : runs(earlier, "")) {
      judgeAlone(run);
      audit.container(run);
    }
    List<Finding> ofPairs = new ArrayList<>();
    for (KeptFacts.OfPair pair : earlier.pairs()) {
      judge(pair, ofPairs);
    }
    if (complete) {
      judgeFleet(earlier.unreadImages());
    }
    findings.addAll(ofPairs);
    findings.sort(Finding.ORDER);
    findings.forEach(audit::finding);
    return new Result(
        new CheckResult(
            images,
            findings,
            failures,
            audit.lines(),
            boundaries,
            CheckResult.verdicts(judgement.verdicts(), judged, findings)),
        FindingChanges.between(earlier.findings(), findings, judged));
  }

  private void judge(KeptFacts.OfImage kept, List<RunSpec> runs, boolean paired)
      throws IOException {
    try {
      LayerStack stack = LayerStack.join(kept.image(), kept.layers(), store);
      ImageJudgement verdict = fleet.judge(kept.key(), stack, runs);
      images.add(CheckResult.CheckedImage.of(stack, verdict));
      findings.addAll(verdict.findings());
      boundaries.addAll(verdict.boundaries());
      judged.add(Subject.of(kept.image()));
      runs.forEach(run -> judged.add(Subject.of(run.unit())));
      if (paired) {
        sides.put(
            kept.key(),
            new PairJudgement.Side(
                ImageProfile.of(kept.image(), runs, verdict.kept(), verdict.findings()), stack));
      }
    } catch (InputException e) {
      fleet.failed();
      failures.add(Failure.of(kept.image().name(), e));
    }
  }

  private void judgeAlone(RunSpec run) {
    boundaries.add(judgement.boundary(run));
    Subject subject = Subject.of(run.unit());
    try {
      findings.addAll(fleet.alone(run));
      judged.add(subject);
    } catch (InputException e) {
      failures.add(Failure.of(subject.name(), e));
    }
  }

  /** A pair one of whose images could not be judged is told by that. */
  private void judge(KeptFacts.OfPair pair, List<Finding> ofPairs) throws IOException {
    PairJudgement.Side from = sides.get(pair.from());
    PairJudgement.Side to = sides.get(pair.to());
    if (from == null || to == null) {
      return;
    }
    try {
      PairJudgement judging = PairJudgement.of(judgement, from, to, pair.pairedBy());
      TreeDiff.compare(from.stack().listings(), to.stack().listings(), DiffOptions.EXACT, judging);
      ofPairs.addAll(judging.findings());
      judged.addAll(judging.subjects());
    } catch (InputException e) {
      InputException told = e.within("compared with " + from.profile().image().name());
      failures.add(Failure.of(to.profile().image().name(), told));
    }
  }

  /** What is told once for the fleet is then set aside where it was found. */
  private void judgeFleet(long unread) throws IOException {
    try {
      FleetJudgement.Outcome outcome = fleet.outcome(unread);
      List<Finding> folded = outcome.fold(findings);
      findings.clear();
      findings.addAll(folded);
      findings.addAll(outcome.findings());
      judged.add(FleetJudgement.SUBJECT);
    } catch (InputException e) {
      failures.add(Failure.of(FleetJudgement.SUBJECT.name(), e));
    }
  }

  private static List<RunSpec> runs(EarlierRun earlier, String imageKey) {
    return earlier.containers().stream()
        .filter(container -> container.imageKey().equals(imageKey))
        .map(KeptFacts.OfContainer::run)
        .toList();
  }

  /** Layers whose listings the store no longer has, or not in the form of this version. */
  private List<Failure> lost(KeptFacts.OfImage kept) throws IOException {
    List<Failure> lost = new ArrayList<>();
    for (int i = 0; i < kept.layers().size(); i++) {
      Digest diffId = kept.layers().get(i).blob().diffId();
      if (store.find(diffId).isEmpty()) {
        lost.add(
            new Failure(
                kept.image().name(),
                ReasonCode.LISTING_LOST,
                "layer " + i + " (" + diffId + ") of " + kept.image().source(),
                "the store has no facts about it any more"));
      }
    }
    return lost;
  }

  /** Rules that look at documents as they are written, which no run keeps. */
  private List<Failure> withoutDocuments() {
    List<Failure> unable = new ArrayList<>();
    for (Rule rule : rules) {
      if (rule.scope() == RuleScope.RAW || rule.readsRaw()) {
        unable.add(
            new Failure(
                "rule " + rule.id(),
                ReasonCode.DOCUMENTS_NOT_KEPT,
                "",
                "it judges run specs as they are written, which the run did not keep"));
      }
    }
    return unable;
  }

  /** Rules that ask for content detectors which the run did not have. */
  private List<Failure> unseen(EarlierRun earlier) {
    Set<String> layers = new TreeSet<>();
    for (KeptFacts.OfImage image : earlier.images()) {
      for (ResolvedLayer layer : image.layers()) {
        layers.add(layer.blob().diffId().toString());
      }
    }
    List<Failure> unseen = new ArrayList<>();
    for (Rule rule : rules) {
      for (FileSelector selector : rule.selectors()) {
        if (!selector.detectsWith(earlier.detectors())) {
          unseen.add(
              new Failure(
                  "rule " + rule.id(),
                  ReasonCode.DETECTOR_MISSING,
                  "selector content",
                  "the run had no such content detector, so these layers must be read for it: "
                      + String.join(", ", layers)));
        }
      }
    }
    return unseen;
  }
}
