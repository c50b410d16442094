package dev.varve.report;

import dev.varve.blob.StructureFinding;
import dev.varve.failure.Failure;
import dev.varve.image.Image;
import dev.varve.policy.Finding;
import dev.varve.policy.ImageJudgement;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.RuleVerdicts;
import dev.varve.policy.Subject;
import dev.varve.policy.WaiverAudit;
import dev.varve.runtime.Boundary;
import dev.varve.stack.LayerStack;
import dev.varve.tree.TreeSummary;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check of one or a few images found.
 *
 * @param images those that were analysed, as they were named
 * @param findings of all images and containers, in {@link Finding#ORDER}
 * @param failures of images that could not be analysed, as they were named
 * @param exceptions what became of the entries of the exceptions file
 * @param boundaries of the containers: image by image, those without an image last
 * @param verdicts what every rule said of every subject; empty unless the profile wants it
 */
public record CheckResult(
    List<CheckedImage> images,
    List<Finding> findings,
    List<Failure> failures,
    List<WaiverAudit.Line> exceptions,
    List<Boundary> boundaries,
    List<RuleVerdicts.Line> verdicts) {
  public CheckResult {
    images = List.copyOf(images);
    findings = List.copyOf(findings);
    failures = List.copyOf(failures);
    exceptions = List.copyOf(exceptions);
    boundaries = List.copyOf(boundaries);
    verdicts = List.copyOf(verdicts);
  }

  /**
   * One image that was analysed.
   *
   * @param tree what its layers amount to
   * @param structure what its own form shows
   */
  public record CheckedImage(LayerStack stack, TreeSummary tree, List<StructureFinding> structure) {
    public CheckedImage {
      structure = List.copyOf(structure);
    }

    public static CheckedImage of(LayerStack stack, ImageJudgement judged) {
      return new CheckedImage(stack, judged.tree(), judged.facts().structure());
    }

    public Image image() {
      return stack.image();
    }

    /** Whether every digest it claims is right. */
    public boolean verified() {
      return stack.isVerified();
    }
  }

  /**
   * What the rules said.
   *
   * @param verdicts to be told of everything, or null if nobody asks
   * @param judged everything that the rules were asked about
   */
  public static List<RuleVerdicts.Line> verdicts(
      @Nullable RuleVerdicts verdicts, Collection<Subject> judged, List<Finding> findings) {
    if (verdicts == null) {
      return List.of();
    }
    judged.forEach(verdicts::judged);
    findings.forEach(
        finding -> verdicts.found(finding.subject(), finding.rule(), finding.status()));
    return verdicts.lines();
  }

  /**
   * Whether a gate has to stop: a finding the profile stops at, or an image that is not what it
   * claims.
   */
  public boolean fails(PolicyProfile profile) {
    return images.stream().anyMatch(image -> !image.verified())
        || findings.stream().anyMatch(profile::stopsAt);
  }
}
