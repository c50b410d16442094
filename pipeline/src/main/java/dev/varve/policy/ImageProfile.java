package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.image.Image;
import dev.varve.packages.InstalledPackage;
import dev.varve.packages.Ownership;
import dev.varve.runtime.Accounts;
import dev.varve.runtime.Gap;
import dev.varve.runtime.ImageUser;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.Start;
import dev.varve.tree.TreeTotals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a judged image so that another can be compared with it, perhaps on another
 * machine: everything but its tree, which is in the facts store.
 *
 * @param gaps what is not known of it
 * @param owners of the files that start chains name, by real path
 * @param findings about the image itself
 * @param containers that run it, in the order of their judgement
 */
public record ImageProfile(
    Image image,
    Accounts accounts,
    ImageUser user,
    Start start,
    TreeTotals totals,
    List<Gap> gaps,
    Map<Bytes, Owner> owners,
    List<FindingNote> findings,
    List<Container> containers)
    implements java.io.Serializable {
  public ImageProfile {
    gaps = List.copyOf(gaps);
    owners = Map.copyOf(owners);
    findings = List.copyOf(findings);
    containers = List.copyOf(containers);
  }

  /**
   * Whose a file is.
   *
   * @param ownership as {@link dev.varve.packages.Ownership.Kind} labels it
   * @param name and version of the package, or null
   */
  public record Owner(String ownership, @Nullable String name) implements java.io.Serializable {
    static final Owner UNKNOWN = of(Ownership.UNKNOWN);

    static Owner of(Ownership ownership) {
      InstalledPackage owner = ownership.owner();
      return new Owner(
          ownership.kind().label(), owner == null ? null : owner.name() + " " + owner.version());
    }
  }

  /**
   * A container of the image.
   *
   * @param user that it really runs as
   * @param start that really happens
   * @param sandbox as in {@link dev.varve.runtime.Effective}
   * @param findings about the container
   */
  public record Container(
      RunSpec run, ImageUser user, Start start, String sandbox, List<FindingNote> findings)
      implements java.io.Serializable {
    public Container {
      findings = List.copyOf(findings);
    }

    Subject subject() {
      return Subject.of(run.unit());
    }
  }

  /**
   * The profile of a judged image.
   *
   * @param runs in the order of the containers
   * @param findings settled
   */
  public static ImageProfile of(
      Image image, List<RunSpec> runs, KeptJudgement kept, List<Finding> findings) {
    List<RunSpec> published = KeptJudgement.published(image, runs);
    List<Container> containers = new ArrayList<>();
    for (int i = 0; i < published.size(); i++) {
      RunSpec run = published.get(i);
      KeptJudgement.Container container = kept.containers().get(i);
      containers.add(
          new Container(
              run,
              container.user(),
              container.start(),
              container.sandbox(),
              FindingNote.about(Subject.of(run.unit()), findings)));
    }
    Map<Bytes, Owner> owners = new HashMap<>();
    kept.owners().forEach(file -> owners.put(file.path(), file.owner()));
    return new ImageProfile(
        image,
        kept.accounts(),
        kept.user(),
        kept.start(),
        kept.totals(),
        kept.gaps(),
        owners,
        FindingNote.about(Subject.of(image), findings),
        containers);
  }

  /**
   * All that comparisons see of findings, in one text: what differs between profiles of one image.
   */
  public String findingsText() {
    StringBuilder text = new StringBuilder(findings.toString());
    containers.forEach(container -> text.append('\n').append(container.findings()));
    return text.toString();
  }

  /** Whose a file of a start chain is. */
  Owner owner(@Nullable Bytes path) {
    return path == null ? Owner.UNKNOWN : owners.getOrDefault(path, Owner.UNKNOWN);
  }

  Subject subject() {
    return Subject.of(image);
  }
}
