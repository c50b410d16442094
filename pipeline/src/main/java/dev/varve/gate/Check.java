package dev.varve.gate;

import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.image.Image;
import dev.varve.policy.Finding;
import dev.varve.policy.ImageJudgement;
import dev.varve.policy.Judgement;
import dev.varve.policy.RawDocument;
import dev.varve.policy.Subject;
import dev.varve.policy.WaiverAudit;
import dev.varve.report.CheckResult;
import dev.varve.runtime.Boundary;
import dev.varve.runtime.ImageMatch;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SourceDocument;
import dev.varve.tree.ParentLinks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Judges one or a few images together with the ways they are run. */
public final class Check {
  private final ImageAnalyzer analyzer;
  private final Judgement judgement;
  private final ParentLinks parentLinks;
  private final ImageMatch match;
  private final PhaseTimes phases;

  public Check(
      ImageAnalyzer analyzer,
      Judgement judgement,
      ParentLinks parentLinks,
      ImageMatch match,
      PhaseTimes phases) {
    this.analyzer = analyzer;
    this.judgement = judgement;
    this.parentLinks = parentLinks;
    this.match = match;
    this.phases = phases;
  }

  /**
   * Checks images one after another; each uses all threads. A run spec goes with the image it
   * names; one that names none goes with the image if there is only one. What goes with no image is
   * judged by itself.
   *
   * @param documents that the run specs were read from
   * @throws InputException if a policy fails on a document or on a container that goes with no
   *     image
   */
  public CheckResult run(
      List<ImageChoice> choices, List<RunSpec> runs, List<SourceDocument> documents)
      throws InputException, IOException {
    List<CheckResult.CheckedImage> images = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    List<Failure> failures = new ArrayList<>();
    List<Boundary> boundaries = new ArrayList<>();
    Set<RunSpec> alone = new LinkedHashSet<>(runs);
    boolean single = choices.size() == 1;
    for (ImageChoice choice : choices) {
      phases.enter(PhaseTimes.Phase.IMAGES);
      try {
        analyzer.analyze(
            choice,
            () -> true,
            analyzed -> {
              phases.enter(PhaseTimes.Phase.FACTS);
              Image image = analyzed.stack().image();
              List<RunSpec> own =
                  runs.stream().filter(run -> goesWith(run, image, single)).toList();
              ImageJudgement judged =
                  ImageJudgement.of(analyzed.stack(), parentLinks, own, judgement);
              images.add(CheckResult.CheckedImage.of(analyzed.stack(), judged));
              findings.addAll(judged.findings());
              boundaries.addAll(judged.boundaries());
              own.forEach(alone::remove);
              return image;
            });
      } catch (ImageRefusedException e) {
        failures.add(e.failure());
      }
    }
    for (RunSpec run : alone) {
      boundaries.add(judgement.boundary(run));
      findings.addAll(judgement.alone(run));
    }
    for (RawDocument document : RawDocument.of(documents, runs)) {
      findings.addAll(judgement.raw(document));
    }
    findings.sort(Finding.ORDER);
    WaiverAudit audit = judgement.audit();
    documents.forEach(audit::document);
    return new CheckResult(
        images,
        findings,
        failures,
        audit(audit, images, findings, runs),
        boundaries,
        CheckResult.verdicts(judgement.verdicts(), judged(images, runs, documents), findings));
  }

  private static List<Subject> judged(
      List<CheckResult.CheckedImage> images, List<RunSpec> runs, List<SourceDocument> documents) {
    List<Subject> subjects = new ArrayList<>();
    images.forEach(image -> subjects.add(Subject.of(image.image())));
    runs.forEach(run -> subjects.add(Subject.of(run.unit())));
    for (RawDocument document : RawDocument.of(documents, runs)) {
      subjects.add(document.subject());
    }
    return subjects;
  }

  private static List<WaiverAudit.Line> audit(
      WaiverAudit audit,
      List<CheckResult.CheckedImage> images,
      List<Finding> findings,
      List<RunSpec> runs) {
    images.forEach(image -> audit.image(image.image()));
    runs.forEach(audit::container);
    findings.forEach(audit::finding);
    return audit.lines();
  }

  private boolean goesWith(RunSpec run, Image image, boolean single) {
    return match.matches(run, image) || (single && match.isOpen(run));
  }
}
