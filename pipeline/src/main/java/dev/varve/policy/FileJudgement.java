package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.layer.ContentMatch;
import dev.varve.policy.PolicyEngine.Question;
import dev.varve.policy.PolicyEngine.RuleResult;
import dev.varve.stack.LayerStack;
import dev.varve.tree.HiddenEntry;
import dev.varve.tree.Inode;
import dev.varve.tree.TreeEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges the entries of one image while they stream by. Only entries that a rule's selector takes
 * become facts documents; they are evaluated some hundreds at a time. A rule has at most {@value
 * #MAX_FINDINGS} findings in an image, the first in the order of the merge, and then one more that
 * says how many there would have been. Not for several threads.
 *
 * <p>A result may say with {@code secret} which secret it is about, by the {@code sha12} of its
 * match. What is said of a covered file whose secret a live file still holds folds under the
 * finding about the live one (policy-catalogue.md section 3, SEC-06). The digest itself goes no
 * further, since another store has another one.
 *
 * <pre>{@code
 * FileJudgement files = judgement.files(stack, packages, accounts, fleet);
 * while (merge.advance()) {
 *   files.live(merge.entry(), merge.previous());
 *   files.hidden(merge.takeHidden());
 * }
 * files.hidden(merge.takeHidden());
 * List<Finding> findings = files.findings();
 * }</pre>
 */
public final class FileJudgement {
  /** Findings of one rule in one image: more are no use to anybody and may be millions. */
  static final int MAX_FINDINGS = 10_000;

  /** The key of the finding that stands for those beyond the bound. */
  static final String MORE_KEY = "more";

  private static final int BATCH_DOCUMENTS = 500;

  private final PolicyEngine engine;
  private final List<Rule> rules;
  private final LayerStack stack;
  private final Subject subject;
  private final FileFacts facts;
  private final List<Question> questions = new ArrayList<>();
  private final List<FileFacts.Candidate> asked = new ArrayList<>();
  private final List<Found> findings = new ArrayList<>();

  /** Digests of secrets that live files hold, each with the rule that says so. */
  private final Map<String, String> liveSecrets = new HashMap<>();

  private final int maxFindings;
  private final Shipment shipment;
  private final List<FileSelector> ofFleet;
  private final FleetFiles fleet;
  private final Map<List<String>, FleetShare.Secret> secrets = new LinkedHashMap<>();
  private final Map<Rule, Integer> counts = new LinkedHashMap<>();

  /**
   * A finding on its way.
   *
   * @param hiddenSecret digest of the secret in a covered file that it is about, or null
   */
  private record Found(Finding finding, @Nullable String hiddenSecret) {}

  /**
   * @param maxFindings of one rule
   * @param ofFleet what rules over the fleet select
   * @param fleet receives it
   */
  FileJudgement(
      PolicyEngine engine,
      List<Rule> rules,
      LayerStack stack,
      int maxFindings,
      Shipment shipment,
      List<FileSelector> ofFleet,
      FleetFiles fleet,
      FileFacts facts) {
    this.ofFleet = fleet == FleetFiles.NONE ? List.of() : List.copyOf(ofFleet);
    this.fleet = fleet;
    this.shipment = shipment;
    this.maxFindings = maxFindings;
    rules.forEach(rule -> counts.put(rule, 0));
    this.engine = engine;
    this.rules = rules;
    this.stack = stack;
    this.subject = Subject.of(stack.image());
    this.facts = facts;
  }

  /**
   * A name of the squashed tree; null, for a path that is gone, is ignored.
   *
   * @param previous what the path was one version down; null if nothing
   */
  public void live(@Nullable TreeEntry entry, @Nullable Inode previous)
      throws InputException, IOException {
    if (entry != null) {
      FileFacts.Candidate candidate = facts.live(entry, previous);
      shipment.live(candidate);
      offer(candidate);
      judge(candidate);
    }
  }

  /** Entries that are shipped but hidden. */
  public void hidden(List<HiddenEntry> entries) throws InputException {
    for (HiddenEntry entry : entries) {
      FileFacts.Candidate candidate = facts.hidden(entry);
      shipment.hidden(candidate, entry);
      judge(candidate);
    }
  }

  /** What was counted of the entries shown; complete after the last one. */
  Shipment shipment() {
    return shipment;
  }

  /** All findings; call once, after the last entry. */
  public List<Finding> findings() throws InputException {
    evaluate();
    List<Finding> all = new ArrayList<>(findings.size());
    for (Found found : findings) {
      String live = found.hiddenSecret == null ? null : liveSecrets.get(found.hiddenSecret);
      all.add(live == null ? found.finding : found.finding.settled(Finding.Status.FOLDED, live));
    }
    counts.forEach(
        (rule, count) -> {
          if (count > maxFindings) {
            all.add(more(rule, count));
          }
        });
    return List.copyOf(all);
  }

  private Finding more(Rule rule, int count) {
    int more = count - maxFindings;
    return new Finding(
        rule.id(),
        rule.title(),
        rule.severity(),
        Finding.Status.FAIL,
        Finding.Source.POLICY,
        subject,
        null,
        null,
        null,
        "the rule has " + more + " more findings in this image than the " + maxFindings + " listed",
        MORE_KEY,
        JsonObject.builder().put("listed", maxFindings).put("more", more).build(),
        Fingerprints.of(rule.id(), subject, null, MORE_KEY, null, 0, null),
        null,
        List.of());
  }

  private void offer(FileFacts.@Nullable Candidate candidate) throws IOException {
    Bytes sha256 = candidate == null ? null : candidate.sha256();
    if (candidate == null || sha256 == null) {
      return;
    }
    for (FileSelector selector : ofFleet) {
      if (selector.takes(candidate)) {
        String owner = ImageProfile.Owner.of(candidate.ownership()).name();
        fleet.file(candidate.path(), sha256, owner, candidate.contentLayer());
        return;
      }
    }
  }

  /**
   * Secrets in files of the image, live or hidden, each once; those that the store's key tells
   * apart.
   */
  List<FleetShare.Secret> secrets() {
    return List.copyOf(secrets.values());
  }

  private void noteSecrets(FileFacts.Candidate candidate) {
    for (ContentMatch match : candidate.matches()) {
      if (!match.sha12().isEmpty() && secrets.size() < maxFindings) {
        secrets.putIfAbsent(
            List.of(match.detector(), match.sha12()),
            new FleetShare.Secret(match.sha12(), match.detector(), "/" + candidate.pathText()));
      }
    }
  }

  private void judge(FileFacts.@Nullable Candidate candidate) throws InputException {
    if (candidate == null) {
      return;
    }
    noteSecrets(candidate);
    List<Rule> wanting = null;
    for (Rule rule : rules) {
      if (takes(rule, candidate)) {
        if (wanting == null) {
          wanting = new ArrayList<>(rules.size());
        }
        wanting.add(rule);
      }
    }
    if (wanting == null) {
      return;
    }
    asked.add(candidate);
    questions.add(
        new Question(subject.name() + " /" + candidate.pathText(), candidate.document(), wanting));
    if (questions.size() == BATCH_DOCUMENTS) {
      evaluate();
    }
  }

  /** The digest of the secret that a result is about, or null if it is about none. */
  private static @Nullable String secret(RuleResult result) {
    JsonValue digest = result.value().get("secret");
    String text = digest == null ? null : digest.textOrNull();
    return text == null || text.isEmpty() ? null : text;
  }

  private static boolean takes(Rule rule, FileFacts.Candidate candidate) {
    for (FileSelector selector : rule.selectors()) {
      if (selector.takes(candidate)) {
        return true;
      }
    }
    return false;
  }

  private void evaluate() throws InputException {
    for (RuleResult result : engine.evaluate(RuleScope.FILE, questions)) {
      FileFacts.Candidate candidate = asked.get(result.question());
      String secret = secret(result);
      if (secret != null && !candidate.isHidden()) {
        // Of several rules the first in order, so that the choice is always the same.
        liveSecrets.merge(secret, result.rule().id(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
      }
      if (counts.merge(result.rule(), 1, Integer::sum) > maxFindings) {
        continue;
      }
      Finding finding =
          Judgement.finding(
              result,
              subject,
              candidate.path(),
              Judgement.blame(stack, candidate.contentLayer()),
              null,
              candidate.sha256(),
              candidate.modeBits());
      findings.add(new Found(finding, candidate.isHidden() ? secret : null));
    }
    questions.clear();
    asked.clear();
  }
}
