package dev.varve.gate;

import dev.varve.blob.Digest;
import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.layer.FactsStore;
import dev.varve.policy.BoundaryFacts;
import dev.varve.policy.FileSelector;
import dev.varve.policy.Finding;
import dev.varve.policy.ImageJudgement;
import dev.varve.policy.Judgement;
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
import dev.varve.tree.ParentLinks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges the facts of an earlier run again. No image is opened: what its layers hold comes from the
 * store, all else from the run's folder.
 */
public final class Rejudgement {
  private final FactsStore store;
  private final Judgement judgement;
  private final List<Rule> rules;

  /**
   * @param rules that the judgement has
   */
  public Rejudgement(FactsStore store, Judgement judgement, List<Rule> rules) {
    this.store = store;
    this.judgement = judgement;
    this.rules = List.copyOf(rules);
  }

  /** What there is now, and what that changes. */
  public record Result(CheckResult check, FindingChanges changes) {}

  /**
   * Judges all images and containers of a run.
   *
   * @throws InputException if a policy fails on a container that goes with no image
   */
  public Result run(EarlierRun earlier) throws InputException, IOException {
    List<CheckResult.CheckedImage> images = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    List<Failure> failures = new ArrayList<>(unseen(earlier));
    failures.addAll(withoutDocuments());
    List<Boundary> boundaries = new ArrayList<>();
    Set<Subject> judged = new LinkedHashSet<>();
    WaiverAudit audit = judgement.audit();
    for (KeptFacts.OfImage kept : earlier.images()) {
      List<Failure> lost = lost(kept);
      failures.addAll(lost);
      if (!lost.isEmpty()) {
        continue;
      }
      List<RunSpec> runs = runs(earlier, kept.key());
      try {
        LayerStack stack = LayerStack.join(kept.image(), kept.layers(), store);
        ImageJudgement verdict = ImageJudgement.of(stack, ParentLinks.FOLLOW, runs, judgement);
        images.add(new CheckResult.CheckedImage(kept.image(), stack.isVerified()));
        findings.addAll(verdict.findings());
        boundaries.addAll(verdict.boundaries());
        judged.add(Subject.of(kept.image()));
        audit.image(kept.image());
        runs.forEach(run -> judged.add(Subject.of(run.unit())));
        runs.forEach(audit::container);
      } catch (InputException e) {
        failures.add(Failure.of(kept.image().name(), e));
      }
    }
    for (RunSpec run : runs(earlier, "")) {
      boundaries.add(BoundaryFacts.alone(run));
      findings.addAll(judgement.alone(run));
      judged.add(Subject.of(run.unit()));
      audit.container(run);
    }
    findings.sort(Finding.ORDER);
    findings.forEach(audit::finding);
    return new Result(
        new CheckResult(images, findings, failures, audit.lines(), boundaries),
        FindingChanges.between(earlier.findings(), findings, judged));
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

  /** Rules over documents as they are written, which no run keeps: they may hold secrets. */
  private List<Failure> withoutDocuments() {
    List<Failure> unable = new ArrayList<>();
    for (Rule rule : rules) {
      if (rule.scope() == RuleScope.RAW) {
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
