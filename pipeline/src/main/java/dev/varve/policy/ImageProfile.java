package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.image.Image;
import dev.varve.packages.InstalledPackage;
import dev.varve.packages.Ownership;
import dev.varve.runtime.Accounts;
import dev.varve.runtime.Effective;
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
   * @param sandbox as in {@link Effective}
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

  /** What is kept of a judgement. */
  public static ImageProfile of(ImageJudgement judged) {
    ImageFacts facts = judged.facts();
    List<Container> containers = new ArrayList<>();
    for (ContainerFacts container : judged.containers()) {
      Effective effective = container.effective();
      if (effective != null) {
        containers.add(
            new Container(
                container.run(),
                effective.user(),
                effective.start(),
                effective.sandbox(),
                FindingNote.about(container.subject(), judged.findings())));
      }
    }
    return new ImageProfile(
        facts.stack().image(),
        facts.accounts(),
        facts.user(),
        facts.start(),
        facts.totals(),
        facts.gaps(),
        owners(facts.owners()),
        FindingNote.about(facts.subject(), judged.findings()),
        containers);
  }

  private static Map<Bytes, Owner> owners(Owners owners) {
    Map<Bytes, Owner> named = new HashMap<>();
    owners.byPath().forEach((path, ownership) -> named.put(path, Owner.of(ownership)));
    return named;
  }

  /** Whose a file of a start chain is. */
  Owner owner(@Nullable Bytes path) {
    return path == null ? Owner.UNKNOWN : owners.getOrDefault(path, Owner.UNKNOWN);
  }

  Subject subject() {
    return Subject.of(image);
  }
}
