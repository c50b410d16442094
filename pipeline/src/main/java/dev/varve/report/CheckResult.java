package dev.varve.report;

import dev.varve.failure.Failure;
import dev.varve.image.Image;
import dev.varve.policy.Finding;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.WaiverAudit;
import dev.varve.runtime.Boundary;
import java.util.List;

/**
 * What a check of one or a few images found.
 *
 * @param images those that were analysed, as they were named
 * @param findings of all images and containers, in {@link Finding#ORDER}
 * @param failures of images that could not be analysed, as they were named
 * @param exceptions what became of the entries of the exceptions file
 * @param boundaries of the containers: image by image, those without an image last
 */
public record CheckResult(
    List<CheckedImage> images,
    List<Finding> findings,
    List<Failure> failures,
    List<WaiverAudit.Line> exceptions,
    List<Boundary> boundaries) {
  public CheckResult {
    images = List.copyOf(images);
    findings = List.copyOf(findings);
    failures = List.copyOf(failures);
    exceptions = List.copyOf(exceptions);
    boundaries = List.copyOf(boundaries);
  }

  /**
   * One image that was analysed.
   *
   * @param verified whether every digest it claims is right
   */
  public record CheckedImage(Image image, boolean verified) {}

  /**
   * Whether a gate has to stop: a finding the profile stops at, or an image that is not what it
   * claims.
   */
  public boolean fails(PolicyProfile profile) {
    return images.stream().anyMatch(image -> !image.verified())
        || findings.stream().anyMatch(profile::stopsAt);
  }
}
