package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.diff.DiffOptions;
import dev.varve.diff.PathDifference;
import dev.varve.diff.TreeDiff;
import dev.varve.failure.InputException;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonNull;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.packages.PackageIndex;
import dev.varve.packages.ShippedDatabases;
import dev.varve.stack.LayerStack;
import dev.varve.tree.Attribute;
import dev.varve.tree.MergePlan;
import dev.varve.tree.TreeEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges what differs between two images, and between the containers that run them as the same
 * unit, while their trees are compared. Only paths that a rule's selector takes, on either side,
 * become facts. Not for several threads.
 *
 * <pre>{@code
 * PairJudgement pair = PairJudgement.of(judgement, a, b, "tag");
 * TreeDiff.compare(a.stack().listings(), b.stack().listings(), DiffOptions.EXACT, pair);
 * List<Finding> findings = pair.findings();
 * }</pre>
 */
public final class PairJudgement implements TreeDiff.Visitor {
  private static final String FILES = "files";

  /** One of the two images. */
  public record Side(ImageProfile profile, LayerStack stack) {}

  private final Judgement judgement;
  private final Side a;
  private final Side b;
  private final String pairedBy;
  private final List<FileSelector> selectors;
  private final JsonArray changes;
  private final @Nullable FileFacts filesA;
  private final @Nullable FileFacts filesB;
  private final PartedDocument images;
  private final List<Subject> subjects = new ArrayList<>();
  private final Map<Bytes, TreeEntry> movedAway = new HashMap<>();
  private final Map<Bytes, TreeEntry> movedHere = new HashMap<>();
  private @Nullable InputException failure;

  private PairJudgement(Judgement judgement, Side a, Side b, String pairedBy) throws IOException {
    this.judgement = judgement;
    this.a = a;
    this.b = b;
    this.pairedBy = pairedBy;
    this.selectors = judgement.selectors(RuleScope.DIFF);
    ShippedDatabases shippedA = ShippedDatabases.of(a.stack().listings());
    ShippedDatabases shippedB = ShippedDatabases.of(b.stack().listings());
    MergePlan planA = plan(a.stack(), shippedA);
    MergePlan planB = plan(b.stack(), shippedB);
    PackageIndex packagesA = PackageIndex.of(planA, shippedA);
    PackageIndex packagesB = PackageIndex.of(planB, shippedB);
    boolean wanted = !selectors.isEmpty();
    this.filesA = wanted ? judgement.sides(a.stack(), packagesA, planA) : null;
    this.filesB = wanted ? judgement.sides(b.stack(), packagesB, planB) : null;
    this.changes = PackageComparison.rows(packagesA.packages(), packagesB.packages());
    DiffFacts facts = DiffFacts.ofImages(a, b, pairedBy, changes);
    this.images =
        new PartedDocument(judgement, RuleScope.DIFF, facts.subject(), null, facts::document);
    this.subjects.add(facts.subject());
  }

  private static MergePlan plan(LayerStack stack, ShippedDatabases shipped) throws IOException {
    return MergePlan.of(stack.listings(), DiffOptions.EXACT.parentLinks(), shipped.places());
  }

  /**
   * @param pairedBy why these two are compared
   */
  public static PairJudgement of(Judgement judgement, Side a, Side b, String pairedBy)
      throws IOException {
    return new PairJudgement(judgement, a, b, pairedBy);
  }

  /** The packages that differ, as the facts of the pair have them. */
  public JsonArray packages() {
    return changes;
  }

  /**
   * A rule that fails ends the judgement: what follows is passed over and {@link #findings} says
   * why.
   */
  @Override
  public void difference(PathDifference difference) {
    if (failure != null) {
      return;
    }
    try {
      judge(difference);
    } catch (InputException e) {
      failure = e;
    }
  }

  private void judge(PathDifference difference) throws InputException {
    Bytes to = difference.movedTo();
    Bytes from = difference.movedFrom();
    TreeEntry x = difference.a();
    TreeEntry y = difference.b();
    if (to != null && x != null) {
      moved(x, to, movedHere.remove(to));
    } else if (from != null && y != null) {
      TreeEntry gone = movedAway.remove(from);
      if (gone == null) {
        movedHere.put(y.path(), y);
      } else {
        row("moved", gone, y);
      }
    } else {
      String change = change(difference);
      if (change != null) {
        row(change, x, y);
      }
    }
  }

  /** The two halves of a move are met in the order of their paths. */
  private void moved(TreeEntry gone, Bytes to, @Nullable TreeEntry come) throws InputException {
    if (come == null) {
      movedAway.put(gone.path(), gone);
    } else if (come.path().equals(to)) {
      row("moved", gone, come);
    }
  }

  /** The first that holds; null if only the time differs. */
  private static @Nullable String change(PathDifference difference) {
    return switch (difference.kind()) {
      case ADDED -> "added";
      case REMOVED -> "removed";
      case RETYPED -> "type";
      case TOUCHED -> null;
      case MODIFIED -> {
        List<Attribute> attributes = difference.attributes();
        if (attributes.stream().anyMatch(Attribute::isContent)) {
          yield "content";
        }
        if (attributes.contains(Attribute.MODE)) {
          yield "mode";
        }
        boolean owner = attributes.contains(Attribute.UID) || attributes.contains(Attribute.GID);
        yield owner ? "owner" : "xattr";
      }
    };
  }

  private void row(String change, @Nullable TreeEntry x, @Nullable TreeEntry y)
      throws InputException {
    if (filesA == null || filesB == null) {
      return;
    }
    FileFacts.Candidate was = x == null ? null : filesA.live(x);
    FileFacts.Candidate is = y == null ? null : filesB.live(y);
    FileFacts.Candidate named = is == null ? was : is;
    if (named == null || !(takes(was) || takes(is))) {
      return;
    }
    JsonObject.Builder json = JsonObject.builder();
    FactsJson.path(json, "path", named.path());
    String from = change.equals("moved") && was != null ? "/" + was.pathText() : null;
    images.add(
        FILES,
        json.put("change", change)
            .put("from", FactsJson.text(from))
            .put("a", side(was))
            .put("b", side(is))
            .put("package_a", owner(was))
            .put("package_b", owner(is))
            .build());
  }

  private boolean takes(FileFacts.@Nullable Candidate candidate) {
    return candidate != null && selectors.stream().anyMatch(selector -> selector.takes(candidate));
  }

  private static JsonValue owner(FileFacts.@Nullable Candidate candidate) {
    return FactsJson.text(
        candidate == null ? null : ImageProfile.Owner.of(candidate.ownership()).name());
  }

  private static JsonValue side(FileFacts.@Nullable Candidate candidate) {
    return candidate == null ? JsonNull.NULL : candidate.side();
  }

  /**
   * All findings about the pair, settled; call once, after the last difference.
   *
   * @throws InputException {@code policy-failed} if a rule failed at any time
   */
  public List<Finding> findings() throws InputException {
    InputException earlier = failure;
    if (earlier != null) {
      throw earlier;
    }
    FindingNote.compare(
        a.profile().findings(), b.profile().findings(), (list, note) -> add(images, list, note));
    List<Finding> findings = new ArrayList<>(judgement.settle(images.findings(), names(List.of())));
    for (ImageProfile.Container before : a.profile().containers()) {
      for (ImageProfile.Container after : b.profile().containers()) {
        if (before.subject().key().equals(after.subject().key())) {
          findings.addAll(findings(before, after));
        }
      }
    }
    findings.sort(Finding.ORDER);
    return findings;
  }

  private List<Finding> findings(ImageProfile.Container before, ImageProfile.Container after)
      throws InputException {
    DiffFacts facts = DiffFacts.ofContainers(a, before, b, after, changes);
    subjects.add(facts.subject());
    PartedDocument document =
        new PartedDocument(
            judgement, RuleScope.DIFF, facts.subject(), after.run(), facts::document);
    FindingNote.compare(
        before.findings(), after.findings(), (list, note) -> add(document, list, note));
    SubjectNames ofUnit =
        SubjectNames.of(after.run().unit(), b.profile().image(), after.run().imageRef());
    return judgement.settle(document.findings(), names(ofUnit.units()));
  }

  /** The pairs of images and containers that {@link #findings} may be about, once it was called. */
  public List<Subject> subjects() {
    return List.copyOf(subjects);
  }

  private static void add(PartedDocument document, String list, FindingNote note)
      throws InputException {
    document.add("findings." + list, note.toJson());
  }

  /** An exception for the second image or container is one for what is new in it. */
  private SubjectNames names(List<String> units) {
    return new SubjectNames(SubjectNames.of(b.profile().image()).images(), units);
  }
}
