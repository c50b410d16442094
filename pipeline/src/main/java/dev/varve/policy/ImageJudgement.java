package dev.varve.policy;

import dev.varve.blob.StructureFinding;
import dev.varve.failure.InputException;
import dev.varve.image.ImageConfig;
import dev.varve.json.JsonObject;
import dev.varve.packages.PackageIndex;
import dev.varve.packages.ShippedDatabases;
import dev.varve.runtime.Accounts;
import dev.varve.runtime.Boundary;
import dev.varve.runtime.Effective;
import dev.varve.runtime.EntrypointChain;
import dev.varve.runtime.ImageSide;
import dev.varve.runtime.ImageSurvey;
import dev.varve.runtime.ImageUser;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SecretCounts;
import dev.varve.runtime.Start;
import dev.varve.runtime.TreeCensus;
import dev.varve.stack.LayerStack;
import dev.varve.stack.TreeGlimpse;
import dev.varve.tree.HiddenEntry;
import dev.varve.tree.MergePlan;
import dev.varve.tree.OverlayMerge;
import dev.varve.tree.ParentLinks;
import dev.varve.tree.TreeEntry;
import dev.varve.tree.TreeSummary;
import dev.varve.tree.TreeTotals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that is to be said about one image and the ways it is run, from one merge of its
 * layers. Memory does not grow with the number of files, except where {@link OverlayMerge} says so.
 *
 * @param containers that run the image, in the order of the runs
 * @param findings of the image, its files and its containers, in {@link Finding#ORDER}
 * @param boundaries of the containers, in their order
 * @param secrets that its files hold
 */
public record ImageJudgement(
    TreeSummary tree,
    ImageFacts facts,
    List<ContainerFacts> containers,
    List<Finding> findings,
    List<Boundary> boundaries,
    List<FleetShare.Secret> secrets) {
  public ImageJudgement {
    containers = List.copyOf(containers);
    boundaries = List.copyOf(boundaries);
    secrets = List.copyOf(secrets);
    findings = List.copyOf(findings);
  }

  /**
   * Merges the layers and puts what they show before the rules.
   *
   * @param runs that start this image
   */
  public static ImageJudgement of(
      LayerStack stack, ParentLinks parentLinks, List<RunSpec> runs, Judgement judgement)
      throws InputException, IOException {
    return of(stack, parentLinks, runs, judgement, FleetFiles.NONE);
  }

  /**
   * As {@link #of(LayerStack, ParentLinks, List, Judgement)}, for an image that is one of many.
   *
   * @param fleet receives the files that rules over the fleet ask for
   */
  public static ImageJudgement of(
      LayerStack stack,
      ParentLinks parentLinks,
      List<RunSpec> runs,
      Judgement judgement,
      FleetFiles fleet)
      throws InputException, IOException {
    Merged merged = merge(stack, parentLinks, runs, judgement, fleet);
    ImageJudgement judged = merged.judge(merged.facts.document(), RuleDates.ANY, judgement);
    return judged.with(judgement.settle(judged.findings, stack.image(), runs));
  }

  /** An image with its merge, and what is to be kept of its judgement. */
  public record Lasting(
      TreeSummary tree, ImageFacts facts, List<Boundary> boundaries, KeptJudgement kept) {}

  /**
   * Judges all that lasts beyond the day and whatever exceptions there are.
   *
   * @param fleet receives the files that rules over the fleet ask for
   */
  public static Lasting lasting(
      LayerStack stack, List<RunSpec> runs, Judgement judgement, FleetFiles fleet)
      throws InputException, IOException {
    Merged merged = merge(stack, ParentLinks.FOLLOW, runs, judgement, fleet);
    JsonObject document = merged.facts.document();
    ImageJudgement judged = merged.judge(document, RuleDates.LASTING, judgement);
    KeptJudgement kept = KeptJudgement.of(judged, judgement.isDated() ? document : null);
    return new Lasting(judged.tree, judged.facts, judged.boundaries, kept);
  }

  /** What the questions that only all images together answer need of this one. */
  public KeptJudgement kept() {
    return KeptJudgement.of(this, null);
  }

  private ImageJudgement with(List<Finding> settled) {
    return new ImageJudgement(tree, facts, containers, settled, boundaries, secrets);
  }

  /** An image whose layers are merged, before the rules are asked about it as a whole. */
  private record Merged(
      TreeSummary tree,
      ImageFacts facts,
      ImageSide side,
      List<ContainerFacts> containers,
      FileJudgement files) {
    /** The judgement, unsettled. */
    ImageJudgement judge(JsonObject document, RuleDates rules, Judgement judgement)
        throws InputException {
      List<Finding> findings = new ArrayList<>(Judgement.structure(facts));
      findings.addAll(judgement.image(document, facts.stack(), facts.start(), rules));
      findings.addAll(files.findings());
      List<Boundary> boundaries = new ArrayList<>();
      for (ContainerFacts container : containers) {
        SecretCounts secrets = BoundaryFacts.secrets(container.run(), findings);
        boundaries.add(
            Boundary.of(
                container.run(), side, container.effective(), secrets, judgement.devices()));
      }
      for (ContainerFacts container : containers) {
        findings.addAll(judgement.container(container));
      }
      return new ImageJudgement(tree, facts, containers, findings, boundaries, files.secrets());
    }
  }

  private static Merged merge(
      LayerStack stack,
      ParentLinks parentLinks,
      List<RunSpec> runs,
      Judgement judgement,
      FleetFiles fleet)
      throws InputException, IOException {
    ShippedDatabases shipped = ShippedDatabases.of(stack.listings());
    MergePlan plan = MergePlan.of(stack.listings(), parentLinks, shipped.places());
    PackageIndex packages = PackageIndex.of(plan, shipped);
    TreeGlimpse tree = new TreeGlimpse(plan);
    // Known before the merge only if a rule asks: it costs a merge up to etc/passwd.
    Accounts early = judgement.asksAccounts() ? tree.answer(Accounts::of) : Accounts.NONE;
    FileJudgement files = judgement.files(stack, packages, early, fleet);
    HiddenTop largest = new HiddenTop();
    TreeCensus census = new TreeCensus();
    TreeSummary summary;
    ImageFacts facts;
    ImageSide side;
    List<ContainerFacts> containers = new ArrayList<>();
    try (OverlayMerge merge = plan.open()) {
      TreeEntry root = merge.root();
      if (root != null) {
        tree.offer(root);
      }
      while (merge.advance()) {
        TreeEntry entry = merge.entry();
        if (entry != null) {
          tree.offer(entry);
          census.offer(entry);
          files.live(entry, merge.previous());
        }
        hidden(merge.takeHidden(), files, largest);
      }
      hidden(merge.takeHidden(), files, largest);
      summary = TreeSummary.of(plan, merge);
      ImageConfig config = stack.image().config();
      Accounts accounts = tree.answer(Accounts::of);
      Start start = tree.answer(lookup -> EntrypointChain.of(config, lookup, accounts));
      census.finish();
      ImageSurvey survey =
          tree.answer(lookup -> ImageSurvey.of(config, lookup, census, accounts, start));
      List<Effective> effectives = new ArrayList<>();
      for (RunSpec run : runs) {
        effectives.add(tree.answer(lookup -> Effective.of(run, config, lookup, accounts, census)));
      }
      Owners owners =
          tree.answer(lookup -> Owners.of(packages, start, survey.preloads(), effectives, lookup));
      facts =
          new ImageFacts(
              stack,
              structure(stack, merge),
              merge.totals(),
              summary.layers().stream().map(TreeSummary.LayerEffect::hiddenBytes).toList(),
              largest.largest(),
              accounts,
              ImageUser.resolve(config.user(), accounts),
              start,
              survey,
              files.shipment(),
              owners,
              KnownRuns.of(effectives),
              owners.gaps());
      TreeTotals totals = merge.totals();
      side =
          tree.answer(
              lookup ->
                  ImageSide.of(
                      stack.image().name(),
                      config,
                      stack.layers().size(),
                      totals.liveBytes(),
                      totals.hiddenBytes(),
                      lookup,
                      census));
      List<RunSpec> published = KeptJudgement.published(stack.image(), runs);
      for (int i = 0; i < runs.size(); i++) {
        containers.add(new ContainerFacts(published.get(i), facts, effectives.get(i)));
      }
    }
    return new Merged(summary, facts, side, containers, files);
  }

  private static void hidden(List<HiddenEntry> entries, FileJudgement files, HiddenTop largest)
      throws InputException {
    files.hidden(entries);
    entries.forEach(largest::add);
  }

  private static List<StructureFinding> structure(LayerStack stack, OverlayMerge merge) {
    Set<StructureFinding> all = new LinkedHashSet<>(stack.findings());
    all.addAll(merge.findings());
    return List.copyOf(all);
  }
}
