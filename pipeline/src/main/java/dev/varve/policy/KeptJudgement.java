package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.image.Image;
import dev.varve.json.JsonObject;
import dev.varve.json.RecordJson;
import dev.varve.runtime.Accounts;
import dev.varve.runtime.ChainLink;
import dev.varve.runtime.Effective;
import dev.varve.runtime.Gap;
import dev.varve.runtime.ImageUser;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.Start;
import dev.varve.stack.LayerStack;
import dev.varve.tree.TreeTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the judgement of an image and its containers, so that it need not be judged again
 * as long as neither it nor its run specs, rules or parameters change: everything that depends on
 * neither the date nor exceptions, which are applied to it afresh ({@link #settled}). Image and run
 * specs are not in it, since whoever reads it has them at hand. Secrets are taken out of the starts
 * as {@link FactsSeal} does it; the rest has none.
 *
 * @param findings unsettled, in no particular order, without those of rules that read the date
 * @param document of the image, for the rules that read the date; null if there are none
 * @param gaps what is not known of the image
 * @param owners of the files that start chains name
 * @param containers in the order of the run specs
 * @param secrets that its files hold
 * @param bases name of the known base that each layer belongs to; empty for none
 */
public record KeptJudgement(
    List<Finding> findings,
    @Nullable JsonObject document,
    Accounts accounts,
    ImageUser user,
    Start start,
    TreeTotals totals,
    List<Gap> gaps,
    List<OwnedFile> owners,
    List<Container> containers,
    List<FleetShare.Secret> secrets,
    List<String> bases) {
  public KeptJudgement {
    findings = List.copyOf(findings);
    gaps = List.copyOf(gaps);
    owners = List.copyOf(owners);
    containers = List.copyOf(containers);
    secrets = List.copyOf(secrets);
    bases = List.copyOf(bases);
  }

  /** Values are kept as they are: what might hold secrets was sealed when the record was made. */
  public static final RecordJson.Rewrite AS_IT_IS = value -> value;

  /**
   * Whose a file is.
   *
   * @param path real path in the image
   */
  public record OwnedFile(Bytes path, ImageProfile.Owner owner) {}

  /**
   * A container of the image.
   *
   * @param user that it really runs as
   * @param start that really happens
   * @param sandbox as in {@link Effective}
   */
  public record Container(ImageUser user, Start start, String sandbox) {}

  /** What rules that read the date say of an image on one day, unsettled. */
  public record Dated(List<Finding> findings) {
    public static final Dated NOTHING = new Dated(List.of());

    public Dated {
      findings = List.copyOf(findings);
    }
  }

  /**
   * What is kept of a judgement.
   *
   * @param judged whose containers all have their image
   * @param document of the image if a rule reads the date, else null
   */
  static KeptJudgement of(ImageJudgement judged, @Nullable JsonObject document) {
    ImageFacts facts = judged.facts();
    List<OwnedFile> owners = new ArrayList<>();
    new TreeMap<>(facts.owners().byPath())
        .forEach((path, owner) -> owners.add(new OwnedFile(path, ImageProfile.Owner.of(owner))));
    List<Container> containers = new ArrayList<>();
    for (ContainerFacts container : judged.containers()) {
      Effective effective = container.effective();
      if (effective == null) {
        throw new IllegalArgumentException("a container without its image");
      }
      containers.add(
          new Container(effective.user(), sealed(effective.start()), effective.sandbox()));
    }
    return new KeptJudgement(
        judged.findings(),
        document,
        facts.accounts(),
        facts.user(),
        sealed(facts.start()),
        facts.totals(),
        facts.gaps(),
        owners,
        containers,
        judged.secrets(),
        facts.bases());
  }

  private static Start sealed(Start start) {
    return new Start(
        BuildSecrets.sealWords(start.argv()),
        start.form(),
        start.status(),
        start.links().stream().map(KeptJudgement::sealed).toList(),
        start.notes().stream().map(BuildSecrets::seal).toList(),
        start.dropsTo(),
        start.pathBeforeHit());
  }

  private static ChainLink sealed(ChainLink link) {
    return new ChainLink(
        link.number(),
        link.role(),
        BuildSecrets.seal(link.asked()),
        BuildSecrets.seal(link.via()),
        link.path(),
        link.symlinks(),
        link.modeBits(),
        link.uid(),
        link.gid(),
        link.capabilities(),
        link.layer(),
        link.sha256(),
        link.writableBy(),
        link.dirWritableBy(),
        link.direction(),
        link.target(),
        link.status(),
        link.notes().stream().map(BuildSecrets::seal).toList(),
        link.coveredBy());
  }

  /** The run specs as the image lets them be, for which the containers stand. */
  static List<RunSpec> published(Image image, List<RunSpec> runs) {
    return runs.stream().map(run -> run.publishing(image.config().exposedPorts())).toList();
  }

  /**
   * What the rules that read the date say today.
   *
   * @param stack of the image
   */
  public Dated dated(LayerStack stack, Judgement judgement) throws InputException {
    return document == null ? Dated.NOTHING : judgement.dated(document, stack, start);
  }

  /**
   * All findings as they count in the end, in {@link Finding#ORDER}.
   *
   * @param runs that the judgement was about, in their order
   */
  public List<Finding> settled(Dated dated, Image image, List<RunSpec> runs, Judgement judgement) {
    List<Finding> all = new ArrayList<>(findings);
    all.addAll(dated.findings());
    return judgement.settle(all, image, runs);
  }
}
