package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.policy.PolicyEngine.Question;
import dev.varve.policy.PolicyEngine.RuleResult;
import dev.varve.stack.LayerStack;
import dev.varve.tree.HiddenEntry;
import dev.varve.tree.TreeEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges the entries of one image while they stream by. Only entries that a rule's selector takes
 * become facts documents; they are evaluated some hundreds at a time. Not for several threads.
 *
 * <pre>{@code
 * FileJudgement files = judgement.files(stack);
 * while (merge.advance()) {
 *   files.live(merge.entry());
 *   files.hidden(merge.takeHidden());
 * }
 * files.hidden(merge.takeHidden());
 * List<Finding> findings = files.findings();
 * }</pre>
 */
public final class FileJudgement {
  private static final int BATCH_DOCUMENTS = 500;

  private final PolicyEngine engine;
  private final List<Rule> rules;
  private final LayerStack stack;
  private final Subject subject;
  private final FileFacts facts;
  private final List<Question> questions = new ArrayList<>();
  private final List<FileFacts.Candidate> asked = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  FileJudgement(PolicyEngine engine, List<Rule> rules, LayerStack stack) throws IOException {
    this.engine = engine;
    this.rules = rules;
    this.stack = stack;
    this.subject = Subject.of(stack.image());
    this.facts = FileFacts.of(stack);
  }

  /** A name of the squashed tree; null, for a path that is gone, is ignored. */
  public void live(@Nullable TreeEntry entry) throws InputException {
    if (entry != null) {
      judge(facts.live(entry));
    }
  }

  /** Entries that are shipped but hidden. */
  public void hidden(List<HiddenEntry> entries) throws InputException {
    for (HiddenEntry entry : entries) {
      judge(facts.hidden(entry));
    }
  }

  /** All findings; call once, after the last entry. */
  public List<Finding> findings() throws InputException {
    evaluate();
    return List.copyOf(findings);
  }

  private void judge(FileFacts.@Nullable Candidate candidate) throws InputException {
    if (candidate == null) {
      return;
    }
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
      findings.add(
          Judgement.finding(
              result,
              subject,
              candidate.path(),
              Judgement.blame(stack, candidate.contentLayer()),
              null,
              candidate.sha256(),
              candidate.modeBits()));
    }
    questions.clear();
    asked.clear();
  }
}
