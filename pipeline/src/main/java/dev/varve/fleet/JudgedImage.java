package dev.varve.fleet;

import dev.varve.blob.Bytes;
import dev.varve.policy.KeptJudgement;
import java.util.List;

/**
 * What is kept of a judged image for the nights after: its lines of the results, the borders of its
 * containers, and its judgement. Public only so that it can be written and read as it is declared.
 *
 * @param line of {@code images.jsonl}
 * @param facts lines of {@code facts.jsonl}: the image and its containers
 * @param boundaries in the order of the run specs
 */
public record JudgedImage(
    Bytes line, Bytes facts, List<BoundaryLine> boundaries, KeptJudgement judgement) {
  public JudgedImage {
    boundaries = List.copyOf(boundaries);
  }

  /**
   * The border of one container.
   *
   * @param key of its part
   * @param line of {@code boundaries.jsonl}
   */
  public record BoundaryLine(String key, Bytes line) {}
}
