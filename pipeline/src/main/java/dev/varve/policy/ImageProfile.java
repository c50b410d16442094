package dev.varve.policy;

import dev.varve.image.Image;
import dev.varve.runtime.Accounts;
import dev.varve.runtime.Effective;
import dev.varve.runtime.ImageUser;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.Start;
import dev.varve.tree.TreeTotals;
import java.util.ArrayList;
import java.util.List;

/**
 * What is kept of a judged image so that another can be compared with it, perhaps on another
 * machine: everything but its tree, which is in the facts store.
 *
 * @param findings about the image itself
 * @param containers that run it, in the order of their judgement
 */
public record ImageProfile(
    Image image,
    Accounts accounts,
    ImageUser user,
    Start start,
    TreeTotals totals,
    boolean complete,
    List<FindingNote> findings,
    List<Container> containers)
    implements java.io.Serializable {
  public ImageProfile {
    findings = List.copyOf(findings);
    containers = List.copyOf(containers);
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
        facts.gaps().isEmpty(),
        FindingNote.about(facts.subject(), judged.findings()),
        containers);
  }

  Subject subject() {
    return Subject.of(image);
  }
}
