package dev.varve.gate;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.json.JsonObject;
import dev.varve.policy.Finding;
import dev.varve.policy.FleetJudgement;
import dev.varve.policy.FleetPaths;
import dev.varve.policy.FleetShare;
import dev.varve.policy.ImageJudgement;
import dev.varve.policy.Judgement;
import dev.varve.policy.KeptJudgement;
import dev.varve.policy.LayerShare;
import dev.varve.runtime.RunSpec;
import dev.varve.stack.LayerStack;
import dev.varve.tree.ParentLinks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Judges images and containers one after another and keeps of each what the questions about all of
 * them together need. Files that rules over the fleet ask for go to disk; memory is in proportion
 * to images and layers.
 */
final class RejudgedFleet {
  private final Judgement judgement;
  private final LocalDate asOf;
  private final FleetPaths paths;
  private final List<FleetShare> shares = new ArrayList<>();
  private final Map<String, List<LayerShare>> layers = new TreeMap<>();
  private long failed;

  RejudgedFleet(Judgement judgement, LocalDate asOf, Path scratch) {
    this.judgement = judgement;
    this.asOf = asOf;
    this.paths = new FleetPaths(scratch.resolve("paths"));
  }

  ImageJudgement judge(String key, LayerStack stack, List<RunSpec> runs)
      throws InputException, IOException {
    ImageJudgement verdict;
    try (FleetPaths.Writer files = paths.write(FleetShare.stackKey(stack))) {
      verdict = ImageJudgement.of(stack, ParentLinks.FOLLOW, runs, judgement, files);
      files.finish();
    }
    KeptJudgement kept = verdict.kept();
    shares.add(FleetShare.of(key, stack, runs, kept, verdict.findings(), judgement));
    LayerShare.of(key, stack, kept, verdict.findings())
        .forEach(
            (layer, share) ->
                layers.computeIfAbsent(layer.hex(), hex -> new ArrayList<>()).add(share));
    return verdict;
  }

  /** A container whose image is not at hand. */
  List<Finding> alone(RunSpec run) throws InputException {
    List<Finding> findings = judgement.alone(run);
    shares.add(FleetShare.alone(run, findings, judgement));
    return findings;
  }

  /** An image that could not be judged. */
  void failed() {
    failed++;
  }

  /**
   * What the fleet's rules say of everything so far.
   *
   * @param unread images that could not even be read
   */
  FleetJudgement.Outcome outcome(long unread) throws InputException, IOException {
    List<JsonObject> rows = new ArrayList<>();
    for (Map.Entry<String, List<LayerShare>> layer : layers.entrySet()) {
      JsonObject row = LayerShare.row(new Digest("sha256", layer.getKey()), layer.getValue());
      if (row != null) {
        rows.add(row);
      }
    }
    return FleetJudgement.judge(judgement, asOf, shares, unread + failed, rows, paths);
  }
}
